using System.Buffers;

namespace PageEngine.Migration.Tests;

/// <summary>A source and a destination of a few pages, with everything between them real but the network.</summary>
internal sealed class StreamedMigration : IDisposable
{
    private const int Pages = 48;

    private readonly Random _random;
    private readonly PageHost _host = new(ByteSize.FromPages(2 * Pages));
    private readonly GuestMemory _guest;
    private readonly DirtyCursor _cursor;
    private readonly DirtyBitmap _waiting = new(Pages);
    private readonly DirtyBitmap _unconfirmed = new(Pages);
    private readonly byte[]?[] _sent = new byte[Pages][];
    private readonly byte[][] _destination;
    private readonly PageDecoder _decoder = new();
    private readonly PageEncoder _encoder;
    private ArrayBufferWriter<byte> _wire = new();
    private PageStreamEncoder _out = null!;
    private PageStreamDecoder _in = null!;
    private int _read;
    private long _now;
    private bool _isStopped;

    internal StreamedMigration(int seed)
    {
        _random = new Random(seed);
        _guest = _host.AddGuest("guest", ByteSize.FromPages(Pages));
        // A guest that was there before: its log is clean although its memory is not.
        for (int i = 0; i < Pages; i++)
        {
            WriteSome();
        }

        _cursor = _guest.DirtyLog.OpenCursor();
        _waiting.MarkAll();
        _destination = [.. Enumerable.Range(0, Pages).Select(_ => RandomPage())];
        _encoder = new PageEncoder(new PageEncoderOptions
        {
            UseDelta = _random.Next(4) > 0,
            Compressor = _random.Next(2) == 0 ? new Lz4PageCompressor() : null,
        });
        Connect();
    }

    internal ulong PageCount => Pages;

    internal ulong Waiting => _waiting.CountDirty();

    internal ulong BytesSent { get; private set; }

    internal ulong BytesReceived { get; private set; }

    internal int Breaks { get; private set; }

    internal EncodingStatistics Encoded { get; } = new();

    public void Dispose()
    {
        _decoder.Dispose();
        _cursor.Dispose();
        _host.Dispose();
        _waiting.Dispose();
        _unconfirmed.Dispose();
    }

    internal void Run()
    {
        PreCopyController controller = new(new FixedRoundsStopPolicy(_random.Next(1, 6)), Pages);
        bool isInRound = false;
        while (true)
        {
            PreCopyAction action = controller.Next(_now);
            if (action.Kind == PreCopyActionKind.Stop)
            {
                break;
            }

            if (action.Kind == PreCopyActionKind.Sync)
            {
                _out.EndRound();
                isInRound = false;
                Deliver();
                Sync();
                controller.RecordSync(Waiting, ++_now);
                continue;
            }

            if (!isInRound)
            {
                _out.BeginRound(Waiting);
                isInRound = true;
            }

            if (_random.Next(8) == 0)
            {
                BreakConnection();
                // What was on its way is lost; its pages wait again, and a new round sends them.
                _out.BeginRound(Waiting);
                controller.RecordSync(Waiting, ++_now);
                continue;
            }

            ulong sent = Send(_random.Next(1, 20));
            controller.RecordSent(sent, sent, ++_now);
        }

        // The vCPUs stand still from here on, but a device still finishes a write: the last sync must find it.
        _out.WriteStop();
        Sync();
        _isStopped = true;
        Send(Pages);
        _out.WriteCommit();
        _out.WriteEnd();
        Deliver();
    }

    internal bool IsSame()
    {
        byte[] page = new byte[Page.Size];
        for (int i = 0; i < Pages; i++)
        {
            _guest.Read((ulong)i * Page.Size, page);
            if (!page.AsSpan().SequenceEqual(_destination[i]))
            {
                return false;
            }
        }

        return true;
    }

    private void Connect()
    {
        _wire = new ArrayBufferWriter<byte>();
        _out = new PageStreamEncoder(_wire, pages: _encoder, pagesPerFrame: _random.Next(1, 9));
        _in = new PageStreamDecoder(StreamDirection.ToDestination);
        _read = 0;
        _out.WriteHello(StreamSamples.Hello);
        _out.WriteLayout(MemoryLayout.Contiguous(Pages));
    }

    private ulong Send(int count)
    {
        byte[] snapshot = new byte[Page.Size];
        ulong sent = 0;
        while (sent < (ulong)count && _waiting.TryFindNext(default, out GuestFrameNumber page))
        {
            _waiting.Unmark(page);
            _unconfirmed.Mark(page);
            _guest.Read(page.Address, snapshot);
            int before = (int)_out.Pages.PayloadBytes;
            PageEncoding form = _out.WritePage(page, snapshot, _sent[page.Value] ?? []);
            Encoded.Add(form, (int)_out.Pages.PayloadBytes - before);
            _sent[page.Value] = [.. snapshot];
            sent++;
            if (!_isStopped && _random.Next(3) == 0)
            {
                WriteSome();
            }
        }

        if (_random.Next(2) == 0)
        {
            Deliver();
        }

        return sent;
    }

    // The log is taken into what waits: what was left stays in it.
    private void Sync()
    {
        WriteSome();
        _cursor.HarvestInto(_waiting);
    }

    private void Deliver()
    {
        _out.Flush();
        ReadOnlySequence<byte> input = StreamSamples.InPieces(_wire.WrittenMemory[_read..], _random.Next(10, 9000));
        StreamReadStatus status = StreamSamples.ReadAll(_in, input, Apply);
        Assert.Equal(StreamReadStatus.NeedMore, status);
        BytesSent += (ulong)(_wire.WrittenCount - _read);
        _read = _wire.WrittenCount;
        _unconfirmed.Clear();
    }

    private void Apply(StreamFrame frame)
    {
        BytesReceived += (ulong)frame.WireBytes;
        if (frame.Kind != StreamFrameKind.Pages)
        {
            return;
        }

        foreach (PageEntry entry in frame.AsPages())
        {
            Assert.True(_decoder.TryDecode(entry.Encoding, entry.Payload, _destination[entry.Page.Value]));
        }
    }

    /// <summary>Loses what the destination has not confirmed; it keeps what it has got, which the source cannot know.</summary>
    private void BreakConnection()
    {
        _out.Flush();
        int arrives = _random.Next(_read, _wire.WrittenCount + 1);
        ReadOnlyMemory<byte> some = _wire.WrittenMemory[_read..arrives];
        StreamSamples.ReadAll(_in, new ReadOnlySequence<byte>(some), frame =>
        {
            BytesSent += (ulong)frame.WireBytes;
            Apply(frame);
        });
        foreach (PageRange range in _unconfirmed.EnumerateRanges())
        {
            for (ulong page = range.Start.Value; page < range.End.Value; page++)
            {
                _sent[page] = null;
            }
        }

        _cursor.GiveBack(_unconfirmed);
        _unconfirmed.Clear();
        _cursor.HarvestInto(_waiting);
        Breaks++;
        Connect();
    }

    private void WriteSome()
    {
        for (int i = _random.Next(0, 6); i > 0; i--)
        {
            ulong page = (ulong)_random.Next(Pages);
            switch (_random.Next(4))
            {
                case 0:
                    _guest.Write(page * Page.Size, new byte[Page.Size]);
                    break;
                case 1:
                    _guest.Write(page * Page.Size, RandomPage());
                    break;
                default:
                    byte[] few = new byte[_random.Next(1, 30)];
                    _random.NextBytes(few);
                    _guest.Write((page * Page.Size) + (ulong)_random.Next(Page.Size - few.Length), few);
                    break;
            }
        }
    }

    private byte[] RandomPage()
    {
        byte[] page = new byte[Page.Size];
        _random.NextBytes(page.AsSpan(0, _random.Next(Page.Size)));
        return page;
    }
}
