namespace PageEngine.Cli.Watching;

/// <summary>What a watch was asked to do.</summary>
internal sealed record WatchRequest
{
    /// <summary>The process, or null for a file.</summary>
    internal int? ProcessId { get; init; }

    /// <summary>The file, or null for a process.</summary>
    internal string? Path { get; init; }

    /// <summary>The time from the begin of a look to the begin of the next; longer where a look takes longer.</summary>
    internal required long IntervalNanoseconds { get; init; }

    /// <summary>The intervals after which it ends; null for no limit.</summary>
    internal int? Count { get; init; }

    /// <summary>The time after which it ends; null for no limit.</summary>
    internal long? DurationNanoseconds { get; init; }

    /// <summary>The windows of the writable working set, from short to long.</summary>
    internal required IReadOnlyList<long> WindowNanoseconds { get; init; }

    /// <summary>Whether to write JSON lines.</summary>
    internal bool AsJson { get; init; }

    /// <summary>The page trace to write; null for none.</summary>
    internal string? RecordPath { get; init; }
}
