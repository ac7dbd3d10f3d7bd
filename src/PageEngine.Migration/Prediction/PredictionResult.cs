namespace PageEngine.Migration;

/// <summary>What a migration is expected to take.</summary>
/// <remarks>Not changed after construction; may be shared.</remarks>
public sealed record PredictionResult
{
    /// <summary>How it ends.</summary>
    public required PredictionOutcome Outcome { get; init; }

    /// <summary>The whole time in seconds; of a migration that does not converge, until that was certain.</summary>
    public required double TotalSeconds { get; init; }

    /// <summary>The downtime; all 0 for a migration that does not converge.</summary>
    public required PredictedDowntime Downtime { get; init; }

    /// <summary>The rounds as the policy's hypervisor counts them: QEMU counts the sync at the start as one.</summary>
    public required int Rounds { get; init; }

    /// <summary>The looks at the dirty log while the guest ran, with that at the start.</summary>
    public required int Syncs { get; init; }

    /// <summary>The bytes on the wire, with headers.</summary>
    public required ulong TransferredBytes { get; init; }

    /// <summary>The pages left when the vCPUs stopped; for a migration that does not converge, the fewest seen.</summary>
    public required ulong RemainingPages { get; init; }

    /// <summary>The pages sent, by form.</summary>
    public required PredictedPageCounts Pages { get; init; }

    /// <summary>How far the vCPUs were throttled at the end: 0 to 99 %.</summary>
    public required int ThrottlePercent { get; init; }

    /// <summary>The time in which the guest stood still for throttling, in seconds.</summary>
    public required double ThrottledSeconds { get; init; }

    /// <summary>Whether it switched to post-copy, and what sending the rest took after that, in seconds.</summary>
    public required double? PostCopySeconds { get; init; }

    /// <summary>The rounds; beyond <see cref="MigrationPredictor.MaxRoundsDetailed"/> only the first of them.</summary>
    public required IReadOnlyList<PredictedRound> RoundsDetail { get; init; }

    /// <summary>What would make it converge or keep the limit, in words with numbers; empty if nothing is amiss.</summary>
    public IReadOnlyList<string> Advice { get; init; } = [];
}
