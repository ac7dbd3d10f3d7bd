using System.Buffers;

namespace PageEngine.Migration.Tests;

internal static class StreamSamples
{
    internal static readonly Guid Id = new("00112233-4455-6677-8899-aabbccddeeff");

    internal static StreamHello Hello => StreamHello.Create(StreamFeatures.Delta | StreamFeatures.PostCopy, Id, 7);

    /// <summary>A stream that has every kind of frame that goes to the destination, before a commit to post-copy.</summary>
    internal static byte[] Whole(int seed = 1, int stateBytes = 300_000)
    {
        Random random = new(seed);
        ArrayBufferWriter<byte> output = new();
        PageStreamEncoder encoder = new(output, pagesPerFrame: 3);
        encoder.WriteHello(Hello);
        encoder.WriteLayout(MemoryLayout.Create(new PageRange(default, 4), new PageRange(new GuestFrameNumber(6), 4)));
        byte[] page = new byte[Page.Size];
        byte[] old = new byte[Page.Size];
        for (int round = 0; round < 2; round++)
        {
            encoder.BeginRound(8);
            for (ulong i = 0; i < 8; i++)
            {
                random.NextBytes(page.AsSpan(0, 100 * (int)(i % 3)));
                encoder.WritePage(new GuestFrameNumber(i < 4 ? i : i + 2), page, round == 0 ? default : old);
                page.CopyTo(old, 0);
            }

            encoder.EndRound();
        }

        encoder.WriteStop();
        encoder.WritePage(new GuestFrameNumber(3), page);
        encoder.WriteState(StateKind.Vcpu, "cpu", 0, 1, [1, 2, 3]);
        encoder.WriteState(StateKind.Device, "net", 2, 5, new byte[stateBytes]);
        encoder.WritePending(new PageRange(new GuestFrameNumber(6), 3), new PageRange(default, 1));
        encoder.WriteCommit(postCopy: true);
        encoder.WritePage(new GuestFrameNumber(6), page);
        encoder.WriteEnd();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A frame of any content that has all its checksums.</summary>
    internal static byte[] Frame(StreamFrameKind kind, uint sequence, params byte[] payload)
    {
        byte[] frame = new byte[StreamFormat.HeaderBytes + payload.Length];
        payload.CopyTo(frame, StreamFormat.HeaderBytes);
        StreamFormat.WriteHeader(frame, kind, sequence);
        return frame;
    }

    /// <summary>The bytes as a sequence of pieces.</summary>
    internal static ReadOnlySequence<byte> InPieces(ReadOnlyMemory<byte> bytes, int pieceBytes)
    {
        if (bytes.Length <= pieceBytes)
        {
            return new ReadOnlySequence<byte>(bytes);
        }

        Piece first = new(bytes[..pieceBytes], 0);
        Piece last = first;
        for (int at = pieceBytes; at < bytes.Length; at += pieceBytes)
        {
            last = last.Append(bytes.Slice(at, Math.Min(pieceBytes, bytes.Length - at)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    /// <summary>Reads frames until the end of the input or a fault.</summary>
    internal static StreamReadStatus ReadAll(
        PageStreamDecoder decoder, ReadOnlySequence<byte> input, Action<StreamFrame>? onFrame = null)
    {
        while (true)
        {
            StreamReadStatus status = decoder.TryRead(input, out StreamFrame frame, out SequencePosition consumed);
            if (status != StreamReadStatus.Frame)
            {
                return status;
            }

            onFrame?.Invoke(frame);
            input = input.Slice(consumed);
        }
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        internal Piece(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        internal Piece Append(ReadOnlyMemory<byte> memory)
        {
            Piece next = new(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
