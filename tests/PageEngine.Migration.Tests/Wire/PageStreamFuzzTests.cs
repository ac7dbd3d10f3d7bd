using System.Buffers;
using System.Buffers.Binary;
using static PageEngine.Migration.Tests.StreamSamples;

namespace PageEngine.Migration.Tests;

/// <summary>No input makes the decoder throw, hang or keep more than a frame. A failure prints its seed.</summary>
public sealed class PageStreamFuzzTests
{
    [Fact]
    public void M20_every_flipped_bit_of_a_stream_is_found()
    {
        byte[] bytes = Whole(stateBytes: 3000);
        for (int frame = 0; frame < bytes.Length; frame = NextFrame(bytes, frame))
        {
            // Every bit of the header, and some of the payload.
            long end = NextFrame(bytes, frame) * 8L;
            for (long bit = frame * 8L; bit < end; bit += bit / 8 < frame + StreamFormat.HeaderBytes ? 1 : 97)
            {
                bytes[bit / 8] ^= (byte)(1 << (int)(bit % 8));
                PageStreamDecoder decoder = new(StreamDirection.ToDestination);
                StreamReadStatus status = ReadAll(decoder, InPieces(bytes, 1000 + (int)(bit % 2000)));
                Assert.True(status == StreamReadStatus.Faulted, $"bit {bit}: {status}");
                bytes[bit / 8] ^= (byte)(1 << (int)(bit % 8));
            }
        }
    }

    [Fact]
    public void A_stream_that_breaks_off_anywhere_waits_for_more()
    {
        byte[] bytes = Whole();
        for (int length = 0; length < bytes.Length; length += length < 3000 ? 1 : 331)
        {
            PageStreamDecoder decoder = new(StreamDirection.ToDestination);
            Assert.Equal(StreamReadStatus.NeedMore, ReadAll(decoder, new(bytes.AsMemory(0, length))));
            Assert.Equal(StreamError.None, decoder.Error);
        }
    }

    [Fact]
    public void Random_bytes_are_no_stream()
    {
        for (int seed = 0; seed < 3000; seed++)
        {
            Random random = new(seed);
            byte[] bytes = new byte[random.Next(0, 500)];
            random.NextBytes(bytes);
            if (seed % 2 == 0 && bytes.Length > 2)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, StreamFormat.Marker);
            }

            PageStreamDecoder decoder = new((StreamDirection)(seed % 2));
            StreamReadStatus status = ReadAll(decoder, InPieces(bytes, random.Next(1, 100)));
            Assert.True((status == StreamReadStatus.Faulted) == (bytes.Length >= 24), $"seed {seed}");
        }
    }

    [Fact]
    public void Payloads_of_any_bytes_under_right_checksums_are_refused_or_read_and_never_throw()
    {
        int frames = 0;
        for (int seed = 0; seed < 10_000; seed++)
        {
            Random random = new(seed);
            List<byte[]> parts = Split(Whole(seed % 50, stateBytes: 300));
            int victim = random.Next(parts.Count);
            byte[] payload = parts[victim][StreamFormat.HeaderBytes..];
            StreamFrameKind kind = (StreamFrameKind)(random.Next(4) == 0 ? random.Next(0, 16) : parts[victim][2]);
            parts[victim] = Frame(kind, (uint)victim, Mutate(random, payload));
            PageStreamDecoder decoder = new(StreamDirection.ToDestination);
            string label = $"seed {seed}";
            Exception? exception = Record.Exception(() =>
                ReadAll(decoder, InPieces(parts.SelectMany(part => part).ToArray(), random.Next(100, 100_000)), Touch));
            Assert.True(exception is null, $"{label}: {exception}");
            frames += (int)decoder.FrameCount;
        }

        Assert.True(frames > 20_000);
    }

    [Fact]
    public void Huge_counts_under_right_checksums_are_refused_or_read_in_little_memory()
    {
        byte[][] huge =
            [Bytes(uint.MaxValue), Bytes(int.MaxValue), Bytes(ulong.MaxValue), Bytes(long.MaxValue), Bytes(1UL << 40)];
        List<byte[]> parts = Split(Whole(stateBytes: 300));
        for (int victim = 0; victim < parts.Count; victim++)
        {
            byte[] payload = parts[victim][StreamFormat.HeaderBytes..];
            for (int at = 0; at + sizeof(uint) <= payload.Length; at = NextField(at, payload.Length))
            {
                foreach (byte[] count in huge)
                {
                    byte[] changed = [.. payload];
                    count.AsSpan(0, Math.Min(count.Length, payload.Length - at)).CopyTo(changed.AsSpan(at));
                    byte[] frame = Frame((StreamFrameKind)parts[victim][2], (uint)victim, changed);
                    byte[] bytes = [.. parts.Take(victim).SelectMany(part => part), .. frame];
                    PageStreamDecoder decoder = new(StreamDirection.ToDestination);
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    ReadAll(decoder, new ReadOnlySequence<byte>(bytes));
                    Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 16);
                }
            }
        }
    }

    [Fact]
    public void Streams_of_frames_in_any_order_and_number_never_throw()
    {
        List<byte[]> parts = Split(Whole(stateBytes: 300));
        for (int seed = 0; seed < 3000; seed++)
        {
            Random random = new(seed);
            List<byte> bytes = [];
            int count = random.Next(1, 40);
            for (uint i = 0; i < count; i++)
            {
                // Mostly the next in order, so that the stream gets somewhere.
                byte[] part = parts[random.Next(8) == 0 ? random.Next(parts.Count) : (int)(i % parts.Count)];
                bytes.AddRange(Frame((StreamFrameKind)part[2], i, part[StreamFormat.HeaderBytes..]));
            }

            PageStreamDecoder decoder = new(random.Next(10) == 0 ? StreamDirection.ToSource : StreamDirection.ToDestination);
            ReadOnlySequence<byte> input = InPieces(bytes.ToArray(), random.Next(50, 5000));
            Exception? exception = Record.Exception(() => ReadAll(decoder, input, Touch));
            Assert.True(exception is null, $"seed {seed}: {exception}");
            Assert.True(decoder.BytesRead <= (ulong)bytes.Count, $"seed {seed}");
        }
    }

    [Fact]
    public void A_header_that_announces_the_most_makes_nothing_grow_before_its_bytes_come()
    {
        byte[] header = Frame(StreamFrameKind.Hello, 0, new byte[StreamFormat.MaxPayloadBytes])[..StreamFormat.HeaderBytes];
        PageStreamDecoder decoder = new(StreamDirection.ToDestination);
        decoder.TryRead(new ReadOnlySequence<byte>(header), out _, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int waits = 0;
        for (int i = 0; i < 1000; i++)
        {
            StreamReadStatus status = decoder.TryRead(new ReadOnlySequence<byte>(header), out _, out _);
            waits += status == StreamReadStatus.NeedMore ? 1 : 0;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1000, waits);
        byte[] tooLong = new byte[StreamFormat.HeaderBytes + StreamFormat.MaxPayloadBytes + 1];
        StreamFormat.WriteHeader(tooLong, StreamFrameKind.Pages, 0);
        Assert.Equal(StreamReadStatus.Faulted, decoder.TryRead(new ReadOnlySequence<byte>(tooLong), out _, out _));
        Assert.Equal(StreamError.TooLong, decoder.Error);
    }

    [Fact]
    public void A_stream_of_large_frames_in_small_pieces_keeps_one_frame_at_most()
    {
        ArrayBufferWriter<byte> output = new();
        PageStreamEncoder encoder = new(output, pagesPerFrame: PageStreamEncoder.MaxPagesPerFrame);
        encoder.WriteHello(Hello);
        encoder.WriteLayout(MemoryLayout.Contiguous(4096));
        encoder.BeginRound(4096);
        byte[] page = new byte[Page.Size];
        new Random(6).NextBytes(page);
        for (ulong i = 0; i < 4096; i++)
        {
            encoder.WritePage(new GuestFrameNumber(i), page);
        }

        encoder.EndRound();
        PageStreamDecoder decoder = new(StreamDirection.ToDestination);
        ReadOnlySequence<byte> input = InPieces(output.WrittenMemory, 60_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (decoder.TryRead(input, out _, out SequencePosition consumed) == StreamReadStatus.Frame)
        {
            input = input.Slice(consumed);
        }

        Assert.Equal((ulong)output.WrittenCount, decoder.BytesRead);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
    }

    private static void Touch(StreamFrame frame)
    {
        switch (frame.Kind)
        {
            case StreamFrameKind.Hello:
                frame.AsHello();
                break;
            case StreamFrameKind.Layout:
                frame.AsLayout();
                break;
            case StreamFrameKind.RoundBegin or StreamFrameKind.RoundEnd:
                frame.AsRound();
                break;
            case StreamFrameKind.Pages:
                using (PageDecoder decoder = new())
                {
                    foreach (PageEntry entry in frame.AsPages())
                    {
                        decoder.TryDecode(entry.Encoding, entry.Payload, new byte[Page.Size]);
                    }
                }

                break;
            case StreamFrameKind.State:
                frame.AsState().GetName();
                break;
            case StreamFrameKind.Pending or StreamFrameKind.Request:
                PageRanges ranges = frame.AsRanges();
                Assert.All(Enumerable.Range(0, ranges.Count).Select(i => frame.AsRanges()[i]), range => Assert.True(range.Count > 0));
                break;
            case StreamFrameKind.Abort:
                Assert.NotNull(frame.AsAbort().Reason);
                break;
            case StreamFrameKind.Acknowledge:
                frame.AsAcknowledgement();
                break;
        }
    }

    private static byte[] Mutate(Random random, byte[] payload)
    {
        List<byte> bytes = [.. payload];
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            switch (random.Next(4))
            {
                case 0 when bytes.Count > 0:
                    bytes[random.Next(bytes.Count)] = (byte)random.Next(256);
                    break;
                case 1 when bytes.Count > 0:
                    bytes.RemoveRange(random.Next(bytes.Count), 1);
                    break;
                case 2:
                    bytes.Insert(random.Next(bytes.Count + 1), (byte)random.Next(256));
                    break;
                default:
                    int tail = Math.Min(bytes.Count, 8);
                    bytes.RemoveRange(bytes.Count - tail, tail);
                    bytes.AddRange(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF }[..random.Next(5)]);
                    break;
            }
        }

        return [.. bytes];
    }

    // Every word near both ends, where counts and descriptors stand; the contents of pages between them are only sampled.
    private static int NextField(int at, int length) => at + (at < 128 || at > length - 128 ? sizeof(uint) : 1024);

    private static byte[] Bytes(uint value) => BitConverter.GetBytes(value);

    private static byte[] Bytes(ulong value) => BitConverter.GetBytes(value);

    private static List<byte[]> Split(byte[] bytes)
    {
        List<byte[]> frames = [];
        for (int at = 0; at < bytes.Length; at = NextFrame(bytes, at))
        {
            frames.Add(bytes[at..NextFrame(bytes, at)]);
        }

        return frames;
    }

    private static int NextFrame(byte[] bytes, int at) => at >= bytes.Length
        ? bytes.Length
        : at + StreamFormat.HeaderBytes + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4));
}
