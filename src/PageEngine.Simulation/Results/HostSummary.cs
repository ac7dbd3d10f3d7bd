namespace PageEngine.Simulation;

/// <summary>A host over a whole run. Amounts are pages.</summary>
/// <remarks>Immutable. What is the most or the least, is so among the samples; the worst state is that of the whole run.</remarks>
public sealed record HostSummary
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The last sample.</summary>
    public required HostSample Last { get; init; }

    /// <summary>The least memory that was free.</summary>
    public ulong LeastFreePages { get; init; }

    /// <summary>
    /// The most memory that sharing saved: pages without a frame of their own, zero pages among them.
    /// </summary>
    public ulong MostSavedPages { get; init; }

    /// <summary>The most memory in balloons.</summary>
    public ulong MostBalloonedPages { get; init; }

    /// <summary>The most memory on the swap device.</summary>
    public ulong MostSwappedPages { get; init; }

    /// <summary>The most pages in the compression cache.</summary>
    public ulong MostCompressedPages { get; init; }

    /// <summary>The worst state that the memory was in, also between samples.</summary>
    public MemoryState WorstState { get; init; }

    /// <summary>The part of the processors' time that was used, 0 to 1.</summary>
    public double MeanCpuShare { get; init; }
}
