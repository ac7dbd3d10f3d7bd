using System.Buffers;

namespace PageEngine.Migration;

/// <summary>Reads the frames of a page stream from bytes as they come.</summary>
/// <remarks>
/// <para>
/// Nothing from the other side is trusted: any bytes may be given, in any pieces. A frame is handed out when its
/// checksums are right, its payload is one of its kind and it has a place at this point of the protocol. Page payloads
/// themselves are for <see cref="PageDecoder"/>, which trusts them as little. After a fault nothing is read any more.
/// </para>
/// <para>
/// A frame in one piece of memory is not copied. One in several is put together in a buffer of the decoder, which grows
/// to the largest frame there is, about 1 MiB, and no further; a layout of up to 1024 ranges is the only other thing
/// that is kept. Checksums find damage; they are no protection against an attacker on the wire.
/// </para>
/// <para>An instance reads one direction of one connection and is for one thread at a time.</para>
/// </remarks>
public sealed class PageStreamDecoder
{
    private readonly StateProgress _state = new();
    private StreamOrder _order;
    private byte[] _buffer = [];
    private uint _sequence;
    private ulong _pageCount;

    /// <summary>Makes a decoder at the beginning of a stream.</summary>
    /// <param name="direction">What it reads.</param>
    /// <param name="pageCount">
    /// For <see cref="StreamDirection.ToSource"/>, the guest's pages, under which all requests must lie. In the other
    /// direction the layout says it.
    /// </param>
    public PageStreamDecoder(StreamDirection direction, ulong pageCount = DirtyBitmap.MaxPageCount)
    {
        _order = new StreamOrder(direction);
        _pageCount = direction == StreamDirection.ToSource ? pageCount : 0;
    }

    /// <summary>Why the stream cannot be read on; <see cref="StreamError.None"/> while it can.</summary>
    public StreamError Error { get; private set; }

    /// <summary>The frames read.</summary>
    public uint FrameCount => _sequence;

    /// <summary>The bytes of all frames read.</summary>
    public ulong BytesRead { get; private set; }

    /// <summary>Reads the next frame, if it is there as a whole.</summary>
    /// <param name="input">The bytes that have come and were not consumed.</param>
    /// <param name="frame">The frame; valid until the next call or until the input is given back.</param>
    /// <param name="consumed">The end of the frame: where to go on. The start of the input if there is none.</param>
    public StreamReadStatus TryRead(ReadOnlySequence<byte> input, out StreamFrame frame, out SequencePosition consumed)
    {
        frame = default;
        consumed = input.Start;
        if (Error != StreamError.None)
        {
            return StreamReadStatus.Faulted;
        }

        if (input.Length < StreamFormat.HeaderBytes)
        {
            return StreamReadStatus.NeedMore;
        }

        Span<byte> header = stackalloc byte[StreamFormat.HeaderBytes];
        input.Slice(0, StreamFormat.HeaderBytes).CopyTo(header);
        Error = StreamFormat.ReadHeader(header, _sequence, out StreamFrameKind kind, out int length, out ulong check);
        if (Error != StreamError.None)
        {
            return StreamReadStatus.Faulted;
        }

        if (input.Length - StreamFormat.HeaderBytes < length)
        {
            return StreamReadStatus.NeedMore;
        }

        ReadOnlySequence<byte> payload = input.Slice(StreamFormat.HeaderBytes, length);
        ReadOnlyMemory<byte> bytes = payload.IsSingleSegment ? payload.First : PutTogether(payload, length);
        Error = StreamFormat.HasCheck(bytes.Span, check) ? Accept(kind, bytes.Span) : StreamError.PayloadDamaged;
        if (Error != StreamError.None)
        {
            return StreamReadStatus.Faulted;
        }

        frame = new StreamFrame(kind, _sequence, bytes, _pageCount);
        consumed = payload.End;
        _sequence++;
        BytesRead += (ulong)frame.WireBytes;
        return StreamReadStatus.Frame;
    }

    private Memory<byte> PutTogether(ReadOnlySequence<byte> payload, int length)
    {
        if (_buffer.Length < length)
        {
            _buffer = new byte[Math.Min(Math.Max(length, 2 * _buffer.Length), StreamFormat.MaxPayloadBytes)];
        }

        payload.CopyTo(_buffer);
        return _buffer.AsMemory(0, length);
    }

    private StreamError Accept(StreamFrameKind kind, ReadOnlySpan<byte> payload)
    {
        if (!IsSound(kind, payload, out uint argument))
        {
            return StreamError.Malformed;
        }

        if (!_order.TryMove(kind, argument) || !_state.TryMove(kind, payload))
        {
            return StreamError.OutOfPlace;
        }

        if (kind == StreamFrameKind.Hello && StreamHello.TryRead(payload, out StreamHello hello))
        {
            bool isSpoken = hello.MinVersion <= StreamFormat.CurrentVersion;
            return isSpoken ? StreamError.None : StreamError.UnsupportedVersion;
        }

        if (kind == StreamFrameKind.Layout && MemoryLayout.TryRead(payload, out MemoryLayout? layout))
        {
            _pageCount = layout!.PageCount;
        }

        return StreamError.None;
    }

    private bool IsSound(StreamFrameKind kind, ReadOnlySpan<byte> payload, out uint argument)
    {
        argument = 0;
        switch (kind)
        {
            case StreamFrameKind.Hello:
                return StreamHello.TryRead(payload, out _);
            case StreamFrameKind.Layout:
                return MemoryLayout.TryRead(payload, out _);
            case StreamFrameKind.RoundBegin or StreamFrameKind.RoundEnd:
                bool isRound = StreamRound.TryRead(payload, out StreamRound round);
                argument = round.Index;
                return isRound;
            case StreamFrameKind.Pages:
                return PageBatch.TryRead(payload, _pageCount, out _);
            case StreamFrameKind.State:
                return StateChunk.TryRead(payload, out _);
            case StreamFrameKind.Pending or StreamFrameKind.Request:
                return PageRanges.TryRead(payload, _pageCount, out _);
            case StreamFrameKind.Commit:
                argument = payload.IsEmpty ? 0U : payload[0];
                return payload.Length == 1 && argument <= 1;
            case StreamFrameKind.Acknowledge:
                return StreamAcknowledgement.TryRead(payload, out _);
            case StreamFrameKind.Abort:
                return StreamAbort.IsSound(payload);
            default:
                return payload.IsEmpty;
        }
    }
}
