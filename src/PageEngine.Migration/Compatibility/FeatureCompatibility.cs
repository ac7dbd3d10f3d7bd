using static PageEngine.Migration.FeatureRuleKind;
using F = PageEngine.Migration.MigrationFeature;

namespace PageEngine.Migration;

/// <summary>Which features hypervisors refuse to combine, and why.</summary>
/// <remarks>
/// <para>
/// Only rules that were read in a hypervisor's source are here. They are those of QEMU 9.0, <c>migration/options.c</c>:
/// <c>migrate_caps_check</c> for capabilities, <c>migrate_params_check</c> for parameters. Deltas and post-copy are allowed
/// together there, and here: deltas end when post-copy begins.
/// </para>
/// <para>All members may be called on any thread.</para>
/// </remarks>
public static class FeatureCompatibility
{
    private const string Capabilities = "QEMU 9.0, migration/options.c, migrate_caps_check";
    private const string Parameters = "QEMU 9.0, migration/options.c, migrate_params_check";

    private const string SnapshotReason =
        "a background snapshot writes each page once, when the guest is about to change it; nothing else may send or track pages";

    private const string ZeroCopyReason = "the kernel sends the guest's own pages, so nothing may be done to them on the way";

    private const string MappedReason = "each page has one fixed place in the file, as long as the page and written in any order";

    private static readonly FeatureRule[] AllRules =
    [
        new(F.PostCopy, Excludes, F.IgnoreShared, "pages that are left out could never be fetched", Capabilities),
        new(F.PostCopy, Excludes, F.ParallelChannels,
            "a page that is waited for could be overtaken in another channel", Capabilities),
        new(F.PostCopyPreempt, Requires, F.PostCopy, "there is nothing to give way to without post-copy", Capabilities),
        new(F.PostCopyPreempt, Excludes, F.ThreadedCompression,
            "compressing threads mix up which channel a page takes", Capabilities),
        new(F.ParallelChannels, Excludes, F.ThreadedCompression,
            "both spread pages over threads of their own", Capabilities),
        new(F.ParallelChannels, Excludes, F.Xbzrle,
            "a delta needs the version before it, which another channel may carry", Capabilities),
        new(F.ThreadedCompression, Excludes, F.Xbzrle, "a page travels either compressed or as a delta", Capabilities),
        new(F.ZeroCopySend, Requires, F.ParallelChannels,
            "only parallel channels can send without a copy", Capabilities),
        new(F.ZeroCopySend, Excludes, F.ThreadedCompression, ZeroCopyReason, Capabilities),
        new(F.ZeroCopySend, Excludes, F.Xbzrle, ZeroCopyReason, Capabilities),
        new(F.ZeroCopySend, Excludes, F.ChannelCompression, ZeroCopyReason, Capabilities),
        new(F.ZeroCopySend, Excludes, F.Tls, ZeroCopyReason, Capabilities),
        new(F.SwitchoverAck, Requires, F.ReturnPath, "the destination has no way to agree without one", Capabilities),
        new(F.DirtyLimit, Excludes, F.AutoConverge, "both slow the same vCPUs down", Capabilities),
        new(F.DirtyLimit, Requires, F.DirtyRing, "a vCPU is held when its ring is full", Capabilities),
        new(F.MappedRam, Excludes, F.Xbzrle, MappedReason, Capabilities),
        new(F.MappedRam, Excludes, F.ThreadedCompression, MappedReason, Capabilities),
        new(F.MappedRam, Excludes, F.PostCopy, "a file answers no requests", Capabilities),
        new(F.MappedRam, Excludes, F.ChannelCompression, MappedReason, Parameters),
        new(F.MappedRam, Excludes, F.Tls, MappedReason, Parameters),
        new(F.BackgroundSnapshot, Excludes, F.PostCopy, SnapshotReason, Capabilities),
        new(F.BackgroundSnapshot, Excludes, F.DirtyBitmaps, SnapshotReason, Capabilities),
        new(F.BackgroundSnapshot, Excludes, F.ReturnPath, SnapshotReason, Capabilities),
        new(F.BackgroundSnapshot, Excludes, F.ParallelChannels, SnapshotReason, Capabilities),
        new(F.BackgroundSnapshot, Excludes, F.PauseBeforeSwitchover, SnapshotReason, Capabilities),
        new(F.BackgroundSnapshot, Excludes, F.AutoConverge, SnapshotReason, Capabilities),
        new(F.BackgroundSnapshot, Excludes, F.ReleaseRam, SnapshotReason, Capabilities),
        new(F.BackgroundSnapshot, Excludes, F.ThreadedCompression, SnapshotReason, Capabilities),
        new(F.BackgroundSnapshot, Excludes, F.Xbzrle, SnapshotReason, Capabilities),
        new(F.BackgroundSnapshot, Excludes, F.ValidateIdentity, SnapshotReason, Capabilities),
        new(F.BackgroundSnapshot, Excludes, F.ZeroCopySend, SnapshotReason, Capabilities),
    ];

    /// <summary>All rules.</summary>
    public static ReadOnlySpan<FeatureRule> Rules => AllRules;

    /// <summary>Finds the rules that a combination breaks.</summary>
    /// <param name="features">What is asked for; a feature that comes twice counts once.</param>
    /// <returns>The broken rules, each a reason to refuse; empty if hypervisors accept the combination.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such feature.</exception>
    public static IReadOnlyList<FeatureRule> Check(params ReadOnlySpan<MigrationFeature> features)
    {
        uint asked = 0;
        foreach (MigrationFeature feature in features)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)feature, (uint)F.ValidateIdentity, nameof(features));
            asked |= 1U << (int)feature;
        }

        List<FeatureRule> broken = [];
        foreach (FeatureRule rule in AllRules)
        {
            bool hasFeature = (asked & (1U << (int)rule.Feature)) != 0;
            bool hasOther = (asked & (1U << (int)rule.Other)) != 0;
            if (hasFeature && hasOther == (rule.Kind == Excludes))
            {
                broken.Add(rule);
            }
        }

        return broken;
    }
}
