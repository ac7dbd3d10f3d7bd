namespace PageEngine.Images;

/// <summary>Counts over the records of one guest, or of all.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record PageTraceCounts
{
    /// <summary>The number of records.</summary>
    public required long RecordCount { get; init; }

    /// <summary>The pages read, each as often as it was read.</summary>
    public required ulong PagesRead { get; init; }

    /// <summary>The pages written or zeroed, each as often as that happened.</summary>
    public required ulong PagesWritten { get; init; }

    /// <summary>The pages given up, each as often as that happened.</summary>
    public required ulong PagesDiscarded { get; init; }

    /// <summary>The different pages that were read, written or zeroed.</summary>
    public required ulong DistinctPages { get; init; }

    /// <summary>The different pages that were written or zeroed.</summary>
    public required ulong DistinctPagesWritten { get; init; }

    /// <summary>The most pages written or zeroed in any second, each as often as that happened.</summary>
    public required ulong PeakPagesWrittenPerSecond { get; init; }

    /// <summary>The bytes of all samples, saturated at 2⁶⁴ − 1.</summary>
    public required ulong SampledBytes { get; init; }

    /// <summary>The highest rate of a single sample, in bytes per second.</summary>
    public required double PeakSampledBytesPerSecond { get; init; }
}
