using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace PageEngine.Migration;

/// <summary>Writes a page stream.</summary>
/// <remarks>
/// <para>
/// Pages are collected into frames and encoded straight into the output's memory; a frame is finished when it is full or
/// something else is written. The calls must follow the protocol; one out of its place is a bug of the caller.
/// </para>
/// <para>
/// A page must not change while it is encoded, and whoever sends deltas keeps what was sent, not what the guest has: see
/// <see cref="PageEncoder"/>.
/// </para>
/// <para>An instance writes one direction of one connection, is for one thread at a time and allocates nothing for a page.</para>
/// </remarks>
public sealed class PageStreamEncoder
{
    /// <summary>The pages of a frame unless set: 64. Frame and checksum then stay in a core's own cache.</summary>
    public const int DefaultPagesPerFrame = 64;

    /// <summary>The most pages of a frame: 256.</summary>
    public const int MaxPagesPerFrame = StreamFormat.MaxPagesPerFrame;

    private readonly IBufferWriter<byte> _output;
    private readonly PageEncoder _pages;
    private readonly ulong[] _descriptors;
    private StreamOrder _order;
    private Memory<byte> _frame;
    private int _frameBytes;
    private int _framePages;
    private uint _sequence;
    private uint _round;
    private ulong _roundPages;
    private ulong _pageCount;

    /// <summary>Makes an encoder at the beginning of a stream.</summary>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="direction">What it writes.</param>
    /// <param name="pages">Chooses the form of each page; one with all techniques but compression if null.</param>
    /// <param name="pagesPerFrame">The pages of a full frame: 1 to <see cref="MaxPagesPerFrame"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The pages of a frame are out of range.</exception>
    public PageStreamEncoder(
        IBufferWriter<byte> output,
        StreamDirection direction = StreamDirection.ToDestination,
        PageEncoder? pages = null,
        int pagesPerFrame = DefaultPagesPerFrame)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pagesPerFrame);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pagesPerFrame, MaxPagesPerFrame);
        _output = output;
        _pages = pages ?? new PageEncoder();
        _descriptors = new ulong[pagesPerFrame];
        _order = new StreamOrder(direction);
        _pageCount = direction == StreamDirection.ToSource ? DirtyBitmap.MaxPageCount : 0;
    }

    /// <summary>The bytes of all finished frames.</summary>
    public ulong BytesWritten { get; private set; }

    /// <summary>The finished frames; the next has this sequence number.</summary>
    public uint FrameCount => _sequence;

    /// <summary>The pages by form, and the bytes of their payloads, with those of the unfinished frame.</summary>
    public EncodingStatistics Pages { get; } = new();

    /// <summary>Introduces this side: first of all.</summary>
    /// <param name="hello">What this side is.</param>
    /// <exception cref="InvalidOperationException">It is not the first frame.</exception>
    public void WriteHello(StreamHello hello)
    {
        hello.Write(Begin(StreamFrameKind.Hello, StreamHello.Bytes));
        Finish(StreamFrameKind.Hello, StreamHello.Bytes);
    }

    /// <summary>Describes the guest's memory: behind the hello.</summary>
    /// <param name="layout">The memory.</param>
    /// <exception cref="InvalidOperationException">This is not its place.</exception>
    public void WriteLayout(MemoryLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        layout.Write(Begin(StreamFrameKind.Layout, layout.Bytes));
        Finish(StreamFrameKind.Layout, layout.Bytes);
        _pageCount = layout.PageCount;
    }

    /// <summary>Begins the next round.</summary>
    /// <param name="pages">The most pages that it will send.</param>
    /// <exception cref="InvalidOperationException">This is not its place.</exception>
    public void BeginRound(ulong pages)
    {
        new StreamRound(_round, pages).Write(Begin(StreamFrameKind.RoundBegin, StreamRound.Bytes, _round));
        Finish(StreamFrameKind.RoundBegin, StreamRound.Bytes);
        _roundPages = 0;
    }

    /// <summary>Ends the round.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public void EndRound()
    {
        Span<byte> payload = Begin(StreamFrameKind.RoundEnd, StreamRound.Bytes, _round);
        new StreamRound(_round, _roundPages).Write(payload);
        Finish(StreamFrameKind.RoundEnd, StreamRound.Bytes);
        _round++;
    }

    /// <summary>Writes a page that the other side does not hold elsewhere.</summary>
    /// <param name="page">Which page.</param>
    /// <param name="content">Its 4096 bytes.</param>
    /// <param name="previous">The page as the other side has it, for a delta; empty if that is not known.</param>
    /// <returns>The form that was taken.</returns>
    /// <exception cref="ArgumentException">A content is not 4096 bytes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The guest has no such page.</exception>
    /// <exception cref="InvalidOperationException">This is not the place for pages.</exception>
    public PageEncoding WritePage(
        GuestFrameNumber page, ReadOnlySpan<byte> content, ReadOnlySpan<byte> previous = default)
    {
        Span<byte> room = OpenPages(page);
        PageEncoding form = _pages.Encode(content, previous, room, out int written);
        Add(page, form, written);
        return form;
    }

    /// <summary>Writes a page of which the caller knows that the other side holds the same content elsewhere.</summary>
    /// <param name="page">Which page.</param>
    /// <param name="content">Its 4096 bytes.</param>
    /// <param name="previous">The page as the other side has it, for a delta; empty if that is not known.</param>
    /// <param name="held">Where the other side holds these bytes; the caller has compared them.</param>
    /// <returns>The form that was taken.</returns>
    /// <exception cref="ArgumentException">A content is not 4096 bytes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The guest has no such page.</exception>
    /// <exception cref="InvalidOperationException">This is not the place for pages.</exception>
    public PageEncoding WritePage(
        GuestFrameNumber page, ReadOnlySpan<byte> content, ReadOnlySpan<byte> previous, PageReference held)
    {
        Span<byte> room = OpenPages(page);
        PageEncoding form = _pages.Encode(content, previous, held, room, out int written);
        Add(page, form, written);
        return form;
    }

    /// <summary>Says that the vCPUs are stopped. The pages that are left, and the states, follow.</summary>
    /// <exception cref="InvalidOperationException">This is not its place.</exception>
    public void WriteStop() => WriteEmpty(StreamFrameKind.Stop);

    /// <summary>Writes the state of a vCPU, a device or the management, in as many frames as it needs.</summary>
    /// <param name="kind">Whose state.</param>
    /// <param name="name">Its name, up to 64 bytes in UTF-8.</param>
    /// <param name="instance">Which of those with the same name.</param>
    /// <param name="version">The version of the format of the data.</param>
    /// <param name="data">The state; at least a byte.</param>
    /// <exception cref="ArgumentException">There is no such kind, no data, or the name is too long.</exception>
    /// <exception cref="InvalidOperationException">This is not its place.</exception>
    public void WriteState(StateKind kind, string name, uint instance, uint version, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (kind is < StateKind.Vcpu or > StateKind.Management || data.IsEmpty
            || Encoding.UTF8.GetByteCount(name) > StreamFormat.MaxNameBytes)
        {
            throw new ArgumentException("A state is of a known kind, has data and a name of at most 64 bytes.", nameof(kind));
        }

        Span<byte> nameBytes = stackalloc byte[StreamFormat.MaxNameBytes];
        nameBytes = nameBytes[..Encoding.UTF8.GetBytes(name, nameBytes)];
        int header = StateChunk.HeaderBytes(nameBytes.Length);
        for (int offset = 0; offset < data.Length; offset += StreamFormat.MaxStateBytes)
        {
            ReadOnlySpan<byte> piece = data.Slice(offset, Math.Min(data.Length - offset, StreamFormat.MaxStateBytes));
            Span<byte> payload = Begin(StreamFrameKind.State, header + piece.Length);
            StateChunk.WriteHeader(payload, kind, instance, version, nameBytes, (ulong)data.Length, (ulong)offset);
            piece.CopyTo(payload[header..]);
            Finish(StreamFrameKind.State, header + piece.Length);
        }
    }

    /// <summary>Names pages whose copies are old or missing on the destination: before a commit to post-copy.</summary>
    /// <param name="ranges">The pages, 1 to 1024 ranges of them; more go in further calls.</param>
    /// <exception cref="ArgumentException">There are none or too many, or one is no range of the guest's pages.</exception>
    /// <exception cref="InvalidOperationException">This is not its place.</exception>
    public void WritePending(params ReadOnlySpan<PageRange> ranges) => WriteRanges(StreamFrameKind.Pending, ranges);

    /// <summary>Says that all is there that the guest needs to run on the destination.</summary>
    /// <param name="postCopy">Whether pages follow while it runs there.</param>
    /// <exception cref="InvalidOperationException">This is not its place.</exception>
    public void WriteCommit(bool postCopy = false)
    {
        Begin(StreamFrameKind.Commit, 1, postCopy ? 1U : 0)[0] = postCopy ? (byte)1 : (byte)0;
        Finish(StreamFrameKind.Commit, 1);
    }

    /// <summary>Says that nothing follows.</summary>
    /// <exception cref="InvalidOperationException">This is not its place.</exception>
    public void WriteEnd() => WriteEmpty(StreamFrameKind.End);

    /// <summary>Cancels the migration. Pages of an unfinished frame are written before it.</summary>
    /// <param name="abort">Why; a reason that is too long is cut.</param>
    /// <exception cref="InvalidOperationException">The migration is committed or over.</exception>
    public void WriteAbort(StreamAbort abort)
    {
        Span<byte> text = stackalloc byte[sizeof(uint) + StreamFormat.MaxTextBytes];
        int length = abort.Write(text);
        text[..length].CopyTo(Begin(StreamFrameKind.Abort, length));
        Finish(StreamFrameKind.Abort, length);
    }

    /// <summary>Asks for pages that are needed now: from the destination, in post-copy.</summary>
    /// <param name="ranges">The pages, 1 to 1024 ranges of them.</param>
    /// <exception cref="ArgumentException">There are none or too many, or one is no range of pages.</exception>
    /// <exception cref="InvalidOperationException">This is not its place.</exception>
    public void WriteRequest(params ReadOnlySpan<PageRange> ranges) => WriteRanges(StreamFrameKind.Request, ranges);

    /// <summary>Confirms a frame: from the destination.</summary>
    /// <param name="acknowledgement">Which frame.</param>
    /// <exception cref="InvalidOperationException">This is not its place.</exception>
    public void WriteAcknowledgement(StreamAcknowledgement acknowledgement)
    {
        acknowledgement.Write(Begin(StreamFrameKind.Acknowledge, StreamAcknowledgement.Bytes));
        Finish(StreamFrameKind.Acknowledge, StreamAcknowledgement.Bytes);
    }

    /// <summary>Finishes a frame that is not full yet, so that its pages can go out.</summary>
    public void Flush()
    {
        if (_framePages == 0)
        {
            return;
        }

        Span<byte> end = _frame.Span[(StreamFormat.HeaderBytes + _frameBytes)..];
        for (int i = 0; i < _framePages; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(end[(i * PageDescriptor.Bytes)..], _descriptors[i]);
        }

        BinaryPrimitives.WriteInt32LittleEndian(end[(_framePages * PageDescriptor.Bytes)..], _framePages);
        int payload = _frameBytes + (_framePages * PageDescriptor.Bytes) + sizeof(uint);
        _framePages = 0;
        _frameBytes = 0;
        Finish(StreamFrameKind.Pages, payload);
    }

    /// <summary>Room for the next page; the order was asked when its frame was begun.</summary>
    private Span<byte> OpenPages(GuestFrameNumber page)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(page.Value, _pageCount, nameof(page));
        if (_framePages == 0)
        {
            int most = (_descriptors.Length * (Page.Size + PageDescriptor.Bytes)) + sizeof(uint);
            Move(StreamFrameKind.Pages, 0);
            _frame = _output.GetMemory(StreamFormat.HeaderBytes + most);
        }

        return _frame.Span[(StreamFormat.HeaderBytes + _frameBytes)..];
    }

    private void Add(GuestFrameNumber page, PageEncoding form, int payloadBytes)
    {
        _descriptors[_framePages++] = PageDescriptor.Pack(page, form, payloadBytes);
        _frameBytes += payloadBytes;
        _roundPages++;
        Pages.Add(form, payloadBytes);
        if (_framePages == _descriptors.Length)
        {
            Flush();
        }
    }

    private void WriteRanges(StreamFrameKind kind, ReadOnlySpan<PageRange> ranges)
    {
        if (!PageRanges.AreSound(ranges, _pageCount))
        {
            throw new ArgumentException("There are 1 to 1024 ranges, each of pages that the guest has.", nameof(ranges));
        }

        int length = ranges.Length * StreamFormat.RangeBytes;
        PageRanges.Write(ranges, Begin(kind, length));
        Finish(kind, length);
    }

    private void WriteEmpty(StreamFrameKind kind)
    {
        Begin(kind, 0);
        Finish(kind, 0);
    }

    private Span<byte> Begin(StreamFrameKind kind, int payloadBytes, uint argument = 0)
    {
        Flush();
        Move(kind, argument);
        _frame = _output.GetMemory(StreamFormat.HeaderBytes + payloadBytes);
        return _frame.Span.Slice(StreamFormat.HeaderBytes, payloadBytes);
    }

    private void Move(StreamFrameKind kind, uint argument)
    {
        if (!_order.TryMove(kind, argument))
        {
            throw new InvalidOperationException($"A page stream has no place for {kind} here.");
        }
    }

    private void Finish(StreamFrameKind kind, int payloadBytes)
    {
        int length = StreamFormat.HeaderBytes + payloadBytes;
        StreamFormat.WriteHeader(_frame.Span[..length], kind, _sequence);
        _output.Advance(length);
        _frame = default;
        _sequence++;
        BytesWritten += (ulong)length;
    }
}
