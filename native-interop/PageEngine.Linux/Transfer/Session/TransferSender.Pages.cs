using System.Diagnostics;

namespace PageEngine.Linux;

/// <content>Pages: taking them out of the memory and choosing their forms.</content>
public sealed partial class TransferSender
{
    // What is copied out at a time: stays in the first-level cache with what it is copied to.
    private const int BatchPages = 4;

    private readonly byte[] _scratch;
    private IPageCompressor? _compressor;
    private SentPages? _sent;
    private ulong _next;

    private bool WantsDeltas => _options.DeltaCache is not null;

    private bool WantsReferences => _options.ReferenceCache is not null;

    /// <summary>Chooses the forms, for one connection.</summary>
    private PageEncoder Pages()
    {
        _compressor ??= _options.Compression switch
        {
            TransferCompression.Lz4 => new Lz4PageCompressor(),
            TransferCompression.Zstandard => new ZstandardPageCompressor(),
            _ => null,
        };
        return new PageEncoder(new PageEncoderOptions
        {
            Compressor = _compressor,
            UseDelta = WantsDeltas,
            UseReference = WantsReferences,
        });
    }

    private void OpenCache()
    {
        if (WantsDeltas || WantsReferences)
        {
            ulong bytes = Math.Max(_options.DeltaCache?.Bytes ?? 0, _options.ReferenceCache?.Bytes ?? 0);
            _sent = new SentPages(new ByteSize(bytes), _memory.PageCount, WantsReferences, _seed);
        }
    }

    /// <summary>Sends the next few pages that wait. Their marks are cleared first, and only theirs.</summary>
    /// <param name="most">The most pages.</param>
    /// <returns>The pages; 0 when none waits behind the place that was reached.</returns>
    private int SendBatch(ulong most)
    {
        int limit = (int)Math.Min(most, BatchPages);
        if (limit == 0 || !_waiting.TryFindNext(new GuestFrameNumber(_next), out GuestFrameNumber first))
        {
            return 0;
        }

        int count = 0;
        while (count < limit && first.Value + (ulong)count < _memory.PageCount)
        {
            GuestFrameNumber page = new(first.Value + (ulong)count);
            if (!_waiting.IsDirty(page))
            {
                break;
            }

            _waiting.Unmark(page);
            count++;
        }

        _next = first.Value + (ulong)count;
        Span<byte> pages = _scratch.AsSpan(0, count * Page.Size);
        _memory.Read(first, pages);
        for (int i = 0; i < count; i++)
        {
            SendPage(new GuestFrameNumber(first.Value + (ulong)i), pages.Slice(i * Page.Size, Page.Size));
        }

        return count;
    }

    private void SendPage(GuestFrameNumber page, ReadOnlySpan<byte> content)
    {
        Debug.Assert(_link is not null, "pages go over a connection");
        if (_sent is null)
        {
            _link.Encoder.WritePage(page, content);
        }
        else
        {
            SendKnownPage(page, content);
        }

        _link.SendFinished();
    }

    /// <summary>Sends a page and keeps what was sent, in whatever form it went.</summary>
    private void SendKnownPage(GuestFrameNumber page, ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> previous = WantsDeltas ? _sent!.Find(page) : default;
        PageReference reference = default;
        if (WantsReferences && _sent!.TryFindEqual(page, content, out reference))
        {
            _link!.Encoder.WritePage(page, content, previous, reference);
        }
        else
        {
            _link!.Encoder.WritePage(page, content, previous);
        }

        _sent!.Keep(page, content, reference.Fingerprint);
    }
}
