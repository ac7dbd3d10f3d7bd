using System.Buffers;
using System.Collections.Concurrent;

namespace PageEngine.Images;

/// <summary>Gives pages back from the contents of an archive.</summary>
/// <remarks>
/// Thread-safe. Neighbouring contents are read in one call; what is allocated is buffers from the pool, and one
/// Zstandard context for each thread that needs one at the same time.
/// </remarks>
internal sealed class ContentReader(ArchiveFile file, ArchiveCatalog catalog) : IDisposable
{
    private readonly Lz4PageCompressor _lz4 = new();
    private readonly ConcurrentBag<ZstandardPageCompressor> _zstandard = [];

    /// <summary>Reads pages and checks each of them against its fingerprint.</summary>
    /// <returns>How many pages were read: fewer than wanted in front of a page without bytes.</returns>
    internal int Read(ReadOnlySpan<uint> values, Span<byte> destination)
    {
        int missing = values.IndexOf(PageMapValue.Missing);
        int count = missing < 0 ? values.Length : missing;
        Read(values[..count], destination[..(count << Page.Shift)], isVerified: true);
        return count;
    }

    /// <summary>Reads pages that the caller compares with bytes of his: damage makes them differ.</summary>
    internal void ReadForCompare(ReadOnlySpan<uint> values, Span<byte> destination) =>
        Read(values, destination, isVerified: false);

    public void Dispose()
    {
        while (_zstandard.TryTake(out ZstandardPageCompressor? compressor))
        {
            compressor.Dispose();
        }
    }

    private void Read(ReadOnlySpan<uint> values, Span<byte> destination, bool isVerified)
    {
        for (int i = 0; i < values.Length;)
        {
            Span<byte> page = destination.Slice(i << Page.Shift, Page.Size);
            if (!PageMapValue.IsContent(values[i]))
            {
                page.Clear();
                i++;
            }
            else if (i > 0 && values[i] == values[i - 1])
            {
                destination.Slice((i - 1) << Page.Shift, Page.Size).CopyTo(page);
                i++;
            }
            else
            {
                int run = RunLength(values[i..]);
                Span<byte> pages = destination.Slice(i << Page.Shift, run << Page.Shift);
                ReadRun(PageMapValue.ContentOf(values[i]), pages, isVerified);
                i += run;
            }
        }
    }

    // Contents with neighbouring numbers of one group stand one behind the other.
    private static int RunLength(ReadOnlySpan<uint> values)
    {
        uint content = PageMapValue.ContentOf(values[0]);
        int most = (int)Math.Min((uint)values.Length, ContentGroup.Capacity - (content % ContentGroup.Capacity));
        int run = 1;
        while (run < most && values[run] == values[0] + (uint)run)
        {
            run++;
        }

        return run;
    }

    private void ReadRun(uint content, Span<byte> pages, bool isVerified)
    {
        ContentGroup group = GroupOf(content);
        int first = (int)(content % ContentGroup.Capacity);
        int count = pages.Length >> Page.Shift;
        long offset = group.Offset + group.PositionOf(first);
        int length = 0;
        for (int i = first; i < first + count; i++)
        {
            length += group.LengthOf(i);
        }

        // A group without a compressed or filled page takes the place of its pages.
        if (length == pages.Length)
        {
            file.Read(offset, pages);
        }
        else
        {
            byte[] payload = ArrayPool<byte>.Shared.Rent(length);
            file.Read(offset, payload.AsSpan(0, length));
            Decode(group, first, payload.AsSpan(0, length), pages);
            ArrayPool<byte>.Shared.Return(payload);
        }

        for (int i = 0; isVerified && i < count; i++)
        {
            if (PageFingerprint.Compute(pages.Slice(i << Page.Shift, Page.Size), catalog.Seed)
                != group.FingerprintOf(first + i))
            {
                throw file.Failure($"a page at byte {group.Offset + group.PositionOf(first + i)} is damaged");
            }
        }
    }

    private ContentGroup GroupOf(uint content)
    {
        uint group = content >> ContentGroup.Shift;
        return group >= catalog.Groups.Count
            ? throw file.Failure($"a page map names content {content}, which is not there")
            : catalog.Groups[(int)group]
                ?? throw file.Failure($"the table with content {content} is damaged");
    }

    /// <summary>Unpacks contents. What does not decode is left zero, which no stored content is.</summary>
    internal void Decode(ContentGroup group, int first, ReadOnlySpan<byte> payload, Span<byte> pages)
    {
        for (int i = 0; !pages.IsEmpty; i++)
        {
            int length = group.LengthOf(first + i);
            Span<byte> page = pages[..Page.Size];
            bool isGood = group.EncodingOf(first + i) switch
            {
                PageEncoding.Raw => payload[..length].TryCopyTo(page),
                PageEncoding.Lz4 => _lz4.TryDecompress(payload[..length], page),
                PageEncoding.Zstandard => TryUnpackZstandard(payload[..length], page),
                PageEncoding.SameFilled => TryFill(payload[..length], page),
                _ => false,
            };
            if (!isGood)
            {
                page.Clear();
            }

            payload = payload[length..];
            pages = pages[Page.Size..];
        }
    }

    private static bool TryFill(ReadOnlySpan<byte> pattern, Span<byte> page)
    {
        PageEngine.PageContent.Fill(page, System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(pattern));
        return true;
    }

    private bool TryUnpackZstandard(ReadOnlySpan<byte> payload, Span<byte> page)
    {
        if (!_zstandard.TryTake(out ZstandardPageCompressor? compressor))
        {
            compressor = new ZstandardPageCompressor();
        }

        bool isGood = compressor.TryDecompress(payload, page);
        _zstandard.Add(compressor);
        return isGood;
    }
}
