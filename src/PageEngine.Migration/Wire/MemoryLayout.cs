namespace PageEngine.Migration;

/// <summary>Which guest frames of a guest are memory.</summary>
/// <remarks>Not changed after construction; may be shared.</remarks>
public sealed class MemoryLayout
{
    /// <summary>The most ranges: 1024.</summary>
    public const int MaxRanges = StreamFormat.MaxRanges;

    private readonly PageRange[] _ranges;

    private MemoryLayout(PageRange[] ranges, ulong pages)
    {
        _ranges = ranges;
        MemoryPages = pages;
    }

    /// <summary>The ranges that are memory, in rising order and apart from each other.</summary>
    public ReadOnlySpan<PageRange> Ranges => _ranges;

    /// <summary>One more than the highest guest frame that is memory.</summary>
    public ulong PageCount => _ranges[^1].End.Value;

    /// <summary>The pages of all ranges.</summary>
    public ulong MemoryPages { get; }

    /// <summary>A guest whose memory begins at 0 and has no hole.</summary>
    /// <param name="pageCount">Its pages, 1 to <see cref="DirtyBitmap.MaxPageCount"/>.</param>
    /// <exception cref="ArgumentException">A guest cannot have so many.</exception>
    public static MemoryLayout Contiguous(ulong pageCount) => Create([new PageRange(default, pageCount)]);

    /// <summary>A guest whose memory is some ranges.</summary>
    /// <param name="ranges">The ranges in rising order, none empty, none overlapping; 1 to <see cref="MaxRanges"/>.</param>
    /// <exception cref="ArgumentException">The ranges are not like that.</exception>
    public static MemoryLayout Create(params ReadOnlySpan<PageRange> ranges) =>
        TryCreate(ranges.ToArray(), out MemoryLayout? layout)
            ? layout!
            : throw new ArgumentException("Memory is some ranges in rising order, none of them empty.", nameof(ranges));

    internal int Bytes => _ranges.Length * StreamFormat.RangeBytes;

    internal void Write(Span<byte> payload) => PageRanges.Write(_ranges, payload);

    internal static bool TryRead(ReadOnlySpan<byte> payload, out MemoryLayout? layout)
    {
        layout = null;
        if (!PageRanges.TryRead(payload, DirtyBitmap.MaxPageCount, out PageRanges ranges))
        {
            return false;
        }

        PageRange[] copy = new PageRange[ranges.Count];
        for (int i = 0; i < copy.Length; i++)
        {
            copy[i] = ranges[i];
        }

        return TryCreate(copy, out layout);
    }

    private static bool TryCreate(PageRange[] ranges, out MemoryLayout? layout)
    {
        layout = null;
        if (ranges.Length is 0 or > MaxRanges)
        {
            return false;
        }

        ulong end = 0;
        ulong pages = 0;
        foreach (PageRange range in ranges)
        {
            if (range.Count == 0 || range.Start.Value < end
                || range.Start.Value >= DirtyBitmap.MaxPageCount
                || range.Count > DirtyBitmap.MaxPageCount - range.Start.Value)
            {
                return false;
            }

            end = range.End.Value;
            pages += range.Count;
        }

        layout = new MemoryLayout(ranges, pages);
        return true;
    }
}
