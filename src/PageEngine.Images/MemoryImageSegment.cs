namespace PageEngine.Images;

/// <summary>A run of pages of a memory image that have neighbouring addresses.</summary>
/// <param name="Start">The page number of the first page: its guest physical or its virtual address, in pages.</param>
/// <param name="FirstPage">The index of the first page in the image.</param>
/// <param name="PageCount">The number of pages, at least 1.</param>
public readonly record struct MemoryImageSegment(GuestFrameNumber Start, ulong FirstPage, ulong PageCount)
{
    /// <summary>The run as a range of page numbers.</summary>
    public PageRange Range => new(Start, PageCount);
}
