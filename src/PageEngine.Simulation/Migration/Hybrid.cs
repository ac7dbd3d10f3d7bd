using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <summary>Pre-copy for some rounds, then post-copy for what is left.</summary>
/// <remarks>Ends earlier, as pre-copy, when the policy says so.</remarks>
public sealed record Hybrid : PreCopy
{
    /// <summary>The rounds of pre-copy, 0 or more.</summary>
    public int PreCopyRounds { get; init; } = 1;

    /// <summary>What both hosts take to find and to place a page that was touched before it came.</summary>
    public SimTime PageService { get; init; } = PostCopy.DefaultFaultService;

    /// <summary>Whether pages are pushed before they are touched, as <see cref="PostCopy.PrePaging"/> says.</summary>
    public bool PrePaging { get; init; } = true;

    /// <summary>Whether pages that were touched have a channel of their own, as <see cref="PostCopy.FaultChannel"/> says.</summary>
    public bool FaultChannel { get; init; } = true;

    /// <summary>What crosses for a page that was touched, as <see cref="PostCopy.FetchUnit"/> says.</summary>
    public ByteSize FetchUnit { get; init; } = new(Page.Size);

    internal override IEnumerable<MigrationFeature> Features => FaultChannel
        ? [.. base.Features, MigrationFeature.PostCopy, MigrationFeature.PostCopyPreempt]
        : [.. base.Features, MigrationFeature.PostCopy];

    internal override int? SwitchAfter => PreCopyRounds;

    internal override SimTime FaultService => PageService;

    internal override string? FindMistake() =>
        PreCopyRounds < 0 ? "there are no fewer than no rounds"
        : PageService < SimTime.Zero ? "serving a fault does not take less than no time"
        : PostCopy.FindMistake(FetchUnit) ?? base.FindMistake();
}
