namespace PageEngine.Simulation;

/// <summary>A swap device and its size.</summary>
/// <param name="Size">The room for pages, at least a page.</param>
public sealed record SwapSpec(ByteSize Size)
{
    /// <summary>The device.</summary>
    public StorageSpec Device { get; init; } = StorageSpec.Nvme;

    /// <summary>The neighbouring swapped pages that are read with one that is needed, 1 for none, at most 512.</summary>
    public int ReadAheadPages { get; init; } = 1;
}
