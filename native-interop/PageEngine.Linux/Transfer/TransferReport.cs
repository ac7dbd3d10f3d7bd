using PageEngine.Migration;

namespace PageEngine.Linux;

/// <summary>What a transfer did, as its source saw it.</summary>
/// <remarks>Not changed after construction; may be shared.</remarks>
public sealed record TransferReport
{
    /// <summary>How it ended.</summary>
    public required TransferOutcome Outcome { get; init; }

    /// <summary>The stage in which it ended, or stands.</summary>
    public required MigrationStage Stage { get; init; }

    /// <summary>Why it did not simply complete, in one line; empty if it did.</summary>
    public required string Reason { get; init; }

    /// <summary>Which attempt this was; what a next one says that it replaces.</summary>
    public required Guid Id { get; init; }

    /// <summary>The rounds, while the owner was writing.</summary>
    public required IReadOnlyList<TransferRound> Rounds { get; init; }

    /// <summary>The whole time in nanoseconds, until the last page was there.</summary>
    public required long TotalNanoseconds { get; init; }

    /// <summary>The downtime; parts that were not reached are 0.</summary>
    public required TransferDowntime Downtime { get; init; }

    /// <summary>The bytes of the page stream on the wire.</summary>
    public required ulong WireBytes { get; init; }

    /// <summary>The pages by form, each as often as it was sent.</summary>
    public required EncodingStatistics Pages { get; init; }

    /// <summary>The pages that were left when the owner was paused.</summary>
    public required ulong RemainingPages { get; init; }

    /// <summary>The pages sent after the switch to post-copy; null if there was none.</summary>
    public required ulong? PostCopyPages { get; init; }

    /// <summary>The pages sent because the other side waited for them.</summary>
    public required ulong RequestedPages { get; init; }

    /// <summary>How often the connection was made again.</summary>
    public required int Reconnects { get; init; }
}
