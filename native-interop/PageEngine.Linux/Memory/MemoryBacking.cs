namespace PageEngine.Linux;

/// <summary>Where the pages of a <see cref="MappedGuestMemory"/> are kept.</summary>
public enum MemoryBacking
{
    /// <summary>Private memory of this process; its pages can be shared by the engine and by the kernel.</summary>
    Anonymous,

    /// <summary>
    /// A memory file (memfd) that other processes can map too. What they write is not tracked, and its pages are not
    /// merged.
    /// </summary>
    MemoryFile,
}
