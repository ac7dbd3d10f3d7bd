using static PageEngine.Migration.FeatureRuleKind;
using static PageEngine.Migration.MigrationFeature;

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
        new(PostCopy, Excludes, IgnoreShared, "pages that are left out could never be fetched", Capabilities),
        new(PostCopy, Excludes, ParallelChannels, "a page that is waited for could be overtaken in another channel", Capabilities),
        new(PostCopyPreempt, Requires, PostCopy, "there is nothing to give way to without post-copy", Capabilities),
        new(PostCopyPreempt, Excludes, ThreadedCompression, "compressing threads mix up which channel a page takes", Capabilities),
        new(ParallelChannels, Excludes, ThreadedCompression, "both spread pages over threads of their own", Capabilities),
        new(ParallelChannels, Excludes, MigrationFeature.Xbzrle, "a delta needs the version before it, which another channel may carry", Capabilities),
        new(ThreadedCompression, Excludes, MigrationFeature.Xbzrle, "a page travels either compressed or as a delta", Capabilities),
        new(ZeroCopySend, Requires, ParallelChannels, "only parallel channels can send without a copy", Capabilities),
        new(ZeroCopySend, Excludes, ThreadedCompression, ZeroCopyReason, Capabilities),
        new(ZeroCopySend, Excludes, MigrationFeature.Xbzrle, ZeroCopyReason, Capabilities),
        new(ZeroCopySend, Excludes, ChannelCompression, ZeroCopyReason, Capabilities),
        new(ZeroCopySend, Excludes, Tls, ZeroCopyReason, Capabilities),
        new(SwitchoverAck, Requires, ReturnPath, "the destination has no way to agree without one", Capabilities),
        new(DirtyLimit, Excludes, MigrationFeature.AutoConverge, "both slow the same vCPUs down", Capabilities),
        new(DirtyLimit, Requires, MigrationFeature.DirtyRing, "a vCPU is held when its ring is full", Capabilities),
        new(MappedRam, Excludes, MigrationFeature.Xbzrle, MappedReason, Capabilities),
        new(MappedRam, Excludes, ThreadedCompression, MappedReason, Capabilities),
        new(MappedRam, Excludes, PostCopy, "a file answers no requests", Capabilities),
        new(MappedRam, Excludes, ChannelCompression, MappedReason, Parameters),
        new(MappedRam, Excludes, Tls, MappedReason, Parameters),
        new(BackgroundSnapshot, Excludes, PostCopy, SnapshotReason, Capabilities),
        new(BackgroundSnapshot, Excludes, DirtyBitmaps, SnapshotReason, Capabilities),
        new(BackgroundSnapshot, Excludes, ReturnPath, SnapshotReason, Capabilities),
        new(BackgroundSnapshot, Excludes, ParallelChannels, SnapshotReason, Capabilities),
        new(BackgroundSnapshot, Excludes, PauseBeforeSwitchover, SnapshotReason, Capabilities),
        new(BackgroundSnapshot, Excludes, MigrationFeature.AutoConverge, SnapshotReason, Capabilities),
        new(BackgroundSnapshot, Excludes, ReleaseRam, SnapshotReason, Capabilities),
        new(BackgroundSnapshot, Excludes, ThreadedCompression, SnapshotReason, Capabilities),
        new(BackgroundSnapshot, Excludes, MigrationFeature.Xbzrle, SnapshotReason, Capabilities),
        new(BackgroundSnapshot, Excludes, ValidateIdentity, SnapshotReason, Capabilities),
        new(BackgroundSnapshot, Excludes, ZeroCopySend, SnapshotReason, Capabilities),
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
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)feature, (uint)ValidateIdentity, nameof(features));
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
