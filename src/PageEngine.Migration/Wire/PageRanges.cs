using System.Buffers.Binary;

namespace PageEngine.Migration;

/// <summary>Ranges of pages in a frame. Valid as long as the frame that they came from.</summary>
public readonly ref struct PageRanges
{
    private readonly ReadOnlySpan<byte> _bytes;

    private PageRanges(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The ranges: 1 to 1024.</summary>
    public int Count => _bytes.Length / StreamFormat.RangeBytes;

    /// <summary>One of the ranges; it has at least one page and lies within the guest.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such range.</exception>
    public PageRange this[int index] => Read(_bytes[(index * StreamFormat.RangeBytes)..]);

    internal static void Write(ReadOnlySpan<PageRange> ranges, Span<byte> payload)
    {
        for (int i = 0; i < ranges.Length; i++)
        {
            Span<byte> place = payload[(i * StreamFormat.RangeBytes)..];
            BinaryPrimitives.WriteUInt64LittleEndian(place, ranges[i].Start.Value);
            BinaryPrimitives.WriteUInt64LittleEndian(place[sizeof(ulong)..], ranges[i].Count);
        }
    }

    internal static bool TryRead(ReadOnlySpan<byte> payload, ulong pageCount, out PageRanges ranges)
    {
        ranges = new PageRanges(payload);
        if (payload.IsEmpty
            || payload.Length % StreamFormat.RangeBytes != 0
            || payload.Length > StreamFormat.MaxRanges * StreamFormat.RangeBytes)
        {
            return false;
        }

        for (int at = 0; at < payload.Length; at += StreamFormat.RangeBytes)
        {
            if (!IsSound(Read(payload[at..]), pageCount))
            {
                return false;
            }
        }

        return true;
    }

    internal static bool AreSound(ReadOnlySpan<PageRange> ranges, ulong pageCount)
    {
        foreach (PageRange range in ranges)
        {
            if (!IsSound(range, pageCount))
            {
                return false;
            }
        }

        return ranges.Length is > 0 and <= StreamFormat.MaxRanges;
    }

    private static bool IsSound(PageRange range, ulong pageCount) =>
        range.Count > 0 && range.Start.Value < pageCount && range.Count <= pageCount - range.Start.Value;

    private static PageRange Read(ReadOnlySpan<byte> bytes) => new(
        new GuestFrameNumber(BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[sizeof(ulong)..]));
}
