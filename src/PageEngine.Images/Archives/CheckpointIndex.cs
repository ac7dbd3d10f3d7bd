using System.Text;

namespace PageEngine.Images;

/// <summary>What stands between the map of a checkpoint and its record: runs of pages, texts.</summary>
internal static class CheckpointIndex
{
    internal const int SegmentLength = 16;

    /// <summary>The highest page number: that of an address of 64 bits.</summary>
    internal const ulong MaxFrame = 1UL << 52;

    private static readonly UTF8Encoding StrictUtf8 =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes the runs of pages and the texts behind the directory.</summary>
    internal static void WriteTail(
        Span<byte> tail, IReadOnlyList<MemoryImageSegment> segments, params ReadOnlySpan<byte[]> texts)
    {
        var writer = new FieldWriter(tail);
        foreach (MemoryImageSegment segment in segments)
        {
            writer.Put(segment.Start.Value);
            writer.Put(segment.PageCount);
        }

        tail = tail[(segments.Count * SegmentLength)..];
        foreach (byte[] text in texts)
        {
            text.CopyTo(tail);
            tail = tail[text.Length..];
        }
    }

    /// <summary>Reads the runs of pages; null where they contradict themselves or the record.</summary>
    internal static MemoryImageSegment[]? ReadSegments(ReadOnlySpan<byte> bytes, ulong pageCount)
    {
        var segments = new MemoryImageSegment[bytes.Length / SegmentLength];
        var reader = new FieldReader(bytes);
        ulong first = 0;
        ulong free = 0;
        for (int i = 0; i < segments.Length; i++)
        {
            ulong start = reader.Long();
            ulong count = reader.Long();
            if (start < free || start > MaxFrame || count == 0 || count > pageCount - first)
            {
                return null;
            }

            segments[i] = new MemoryImageSegment(new GuestFrameNumber(start), first, count);
            first += count;
            free = start + count;
        }

        return first == pageCount ? segments : null;
    }

    /// <summary>The bytes of a text, or null if it has half of a letter.</summary>
    internal static byte[]? TryEncode(string text)
    {
        try
        {
            return StrictUtf8.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>A text of an archive, or null if it is none or would break a line.</summary>
    internal static string? Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            string text = StrictUtf8.GetString(bytes);
            return IsOneLine(text) ? text : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    internal static bool IsOneLine(string text) => !text.AsSpan().ContainsAnyInRange('\0', '\u001F')
        && !text.AsSpan().ContainsAnyInRange('\u007F', '\u009F') && !text.AsSpan().ContainsAny('\u2028', '\u2029');
}
