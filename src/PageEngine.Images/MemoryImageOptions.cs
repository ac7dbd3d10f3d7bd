namespace PageEngine.Images;

/// <summary>What a caller may say about a memory image before it is opened.</summary>
public sealed record MemoryImageOptions
{
    /// <summary>The format to read the file as, or null to tell it from the first bytes.</summary>
    /// <remarks>
    /// <see cref="MemoryImageFormat.Raw"/> reads any file as it is, also one whose first bytes look like another
    /// format that <see cref="MemoryImage.Open"/> would refuse.
    /// </remarks>
    public MemoryImageFormat? Format { get; init; }

    /// <summary>The number or the name of the checkpoint of an archive; null for the last one.</summary>
    /// <remarks>Means nothing for other formats, and where the path itself names a checkpoint.</remarks>
    public string? Checkpoint { get; init; }

    /// <summary>Finds the holes of a sparse file, which are then never read; null: all is data.</summary>
    public FileDataFinder? FindData { get; init; }

    /// <summary>Whether the part of a core's segment that the file does not hold counts as zero pages.</summary>
    /// <remarks>
    /// Off, because the writers of cores mean "not dumped" by it: the Linux kernel keeps the first page only of a
    /// mapped library, whose other pages are anything but zero. On, a segment that has some bytes in the file is
    /// filled up with zeros to its size in memory, as a loader does with a program. A segment without any bytes in
    /// the file is absent either way.
    /// </remarks>
    public bool ZeroFillTails { get; init; }
}
