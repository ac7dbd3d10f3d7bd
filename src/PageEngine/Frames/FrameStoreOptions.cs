namespace PageEngine;

/// <summary>How a frame store is laid out.</summary>
public sealed record FrameStoreOptions
{
    internal const int MaxNumaNodes = 64;

    /// <summary>The number of NUMA nodes, 1 to 64; frames are divided evenly, in one range for each node.</summary>
    public int NumaNodes { get; init; } = 1;

    /// <summary>Where the store takes its memory from.</summary>
    public ArenaAllocator Allocator { get; init; } = ArenaAllocator.Default;
}
