namespace PageEngine.Images;

/// <summary>Counts over a page trace.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record PageTraceSummary
{
    /// <summary>The number of records.</summary>
    public required long RecordCount { get; init; }

    /// <summary>The time of the first record, in nanoseconds; 0 where there is none.</summary>
    public required long StartNanoseconds { get; init; }

    /// <summary>
    /// The time of the last record or the end of the last period of a sample, in nanoseconds; 0 where there is no
    /// record.
    /// </summary>
    public required long EndNanoseconds { get; init; }

    /// <summary>All guests together. Pages of different guests are different pages.</summary>
    public required PageTraceCounts Total { get; init; }

    /// <summary>Each guest, in the order of the trace's guests.</summary>
    public required IReadOnlyList<PageTraceCounts> Guests { get; init; }
}
