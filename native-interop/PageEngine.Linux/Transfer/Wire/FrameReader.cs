using System.Buffers;
using System.Buffers.Binary;
using PageEngine.Migration;

namespace PageEngine.Linux;

/// <summary>Reads the frames of a page stream from a connection.</summary>
/// <remarks>
/// A read asks for the rest of the frame and the header of the next one, so a frame costs about one system call and
/// its bytes are not moved. The length in a header that was not checked yet is a hint of how much to ask for: a
/// wrong one is found by the decoder, and no hint makes the buffer larger than the largest frame, about 1 MiB.
/// </remarks>
internal sealed class FrameReader(Stream stream, PageStreamDecoder decoder)
{
    private const int HeaderBytes = 24;
    private const int LengthOffset = 4;
    private const int MaxFrameBytes =
        HeaderBytes + (PageStreamEncoder.MaxPagesPerFrame * (Page.Size + sizeof(ulong))) + sizeof(uint);

    private byte[] _buffer = new byte[2 * HeaderBytes];
    private int _start;
    private int _end;

    internal ulong BytesRead => decoder.BytesRead;

    /// <summary>Reads the next frame; it is valid until the next call.</summary>
    /// <returns>False when the stream ends where a frame could begin.</returns>
    /// <exception cref="TransferLinkException">It ends within a frame, or cannot be read on.</exception>
    /// <exception cref="IOException">The connection failed.</exception>
    internal bool TryRead(out StreamFrame frame)
    {
        while (true)
        {
            ReadOnlySequence<byte> input = new(_buffer, _start, _end - _start);
            switch (decoder.TryRead(input, out frame, out SequencePosition consumed))
            {
                case StreamReadStatus.Frame:
                    _start = consumed.GetInteger();
                    return true;
                case StreamReadStatus.Faulted:
                    throw new TransferLinkException($"the stream makes no sense: {Describe(decoder.Error)}");
                default:
                    if (!Fill())
                    {
                        return _start == _end
                            ? false
                            : throw new TransferLinkException("the connection ended within a frame");
                    }

                    break;
            }
        }
    }

    private bool Fill()
    {
        int held = _end - _start;
        int frame = HeaderBytes;
        if (held >= HeaderBytes)
        {
            uint hint = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_start + LengthOffset));
            frame = (int)Math.Min(HeaderBytes + (ulong)hint, MaxFrameBytes);
        }

        int wanted = frame + HeaderBytes;
        if (wanted > _buffer.Length - _start)
        {
            byte[] target = wanted > _buffer.Length ? new byte[wanted] : _buffer;
            _buffer.AsSpan(_start, held).CopyTo(target);
            (_buffer, _start, _end) = (target, 0, held);
        }

        int count = stream.Read(_buffer, _end, _start + wanted - _end);
        _end += count;
        return count > 0;
    }

    private static string Describe(StreamError error) => error switch
    {
        StreamError.NotAFrame => "no frame where one must begin",
        StreamError.HeaderDamaged => "the header of a frame is damaged",
        StreamError.TooLong => "a frame is too long",
        StreamError.PayloadDamaged => "the payload of a frame is damaged",
        StreamError.OutOfSequence => "a frame is missing or comes twice",
        StreamError.UnknownKind => "a frame of an unknown kind",
        StreamError.Malformed => "the payload of a frame is malformed",
        StreamError.OutOfPlace => "a frame out of its place",
        StreamError.UnsupportedVersion => "the other side speaks no version of the page stream that this one speaks",
        _ => "damaged",
    };
}
