namespace PageEngine.Simulation;

/// <summary>Pre-copy for some rounds, then post-copy for what is left.</summary>
/// <remarks>Ends earlier, as pre-copy, when the policy says so.</remarks>
public sealed record Hybrid : PreCopy
{
    /// <summary>The rounds of pre-copy, 0 or more.</summary>
    public int PreCopyRounds { get; init; } = 1;

    /// <summary>What both hosts take to find and to place a page that was touched before it came.</summary>
    public SimTime PageService { get; init; } = PostCopy.DefaultFaultService;

    internal override int? SwitchAfter => PreCopyRounds;

    internal override SimTime FaultService => PageService;

    internal override string? FindMistake() =>
        PreCopyRounds < 0 ? "there are no fewer than no rounds" : base.FindMistake();
}
