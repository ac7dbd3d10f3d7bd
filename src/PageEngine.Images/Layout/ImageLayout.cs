using System.Diagnostics;

namespace PageEngine.Images;

/// <summary>Where the pages of an image stand in its file.</summary>
/// <remarks>
/// Pages are laid end to end in the order of their addresses. Extents are sorted and do not overlap; what no extent
/// covers is zero.
/// </remarks>
internal sealed record ImageLayout
{
    internal required MemoryImageFormat Format { get; init; }

    internal required MemoryImageSegment[] Segments { get; init; }

    internal required FileExtent[] Extents { get; init; }

    /// <summary>The bytes of the pages that belong to no segment: what was added to make whole pages.</summary>
    internal required ulong PaddedBytes { get; init; }

    /// <summary>The pages that the file names without having their bytes.</summary>
    internal ulong AbsentPages { get; init; }

    internal ulong PageCount => Segments.Length == 0 ? 0 : Segments[^1].FirstPage + Segments[^1].PageCount;

    /// <summary>A file that is the memory from address 0 on.</summary>
    internal static ImageLayout Raw(long fileLength)
    {
        Debug.Assert(fileLength > 0, "an empty file was refused");
        ulong bytes = (ulong)fileLength;
        ulong pages = Page.CountFor(bytes);
        return new ImageLayout
        {
            Format = MemoryImageFormat.Raw,
            Segments = [new MemoryImageSegment(new GuestFrameNumber(0), 0, pages)],
            Extents = [new FileExtent(0, bytes, 0)],
            PaddedBytes = (pages << Page.Shift) - bytes,
        };
    }
}
