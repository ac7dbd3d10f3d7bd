using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using static PageEngine.Migration.Tests.StreamSamples;

namespace PageEngine.Migration.Tests;

public sealed class PageStreamTests
{
    [Theory]
    [InlineData(1 << 30)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void A_stream_is_read_back_whatever_the_pieces_it_comes_in(int pieceBytes)
    {
        byte[] bytes = Whole();
        List<StreamFrameKind> kinds = [];
        int pages = 0;
        long stateBytes = 0;
        PageStreamDecoder decoder = new(StreamDirection.ToDestination);
        StreamReadStatus status = ReadAll(decoder, InPieces(bytes, pieceBytes), frame =>
        {
            kinds.Add(frame.Kind);
            Assert.Equal((uint)kinds.Count - 1, frame.Sequence);
            switch (frame.Kind)
            {
                case StreamFrameKind.Hello:
                    Assert.Equal(Hello, frame.AsHello());
                    break;
                case StreamFrameKind.Layout:
                    Assert.Equal(10UL, frame.AsLayout().PageCount);
                    Assert.Equal(8UL, frame.AsLayout().MemoryPages);
                    break;
                case StreamFrameKind.RoundEnd:
                    Assert.Equal(8UL, frame.AsRound().Pages);
                    break;
                case StreamFrameKind.Pages:
                    pages += frame.AsPages().Count;
                    break;
                case StreamFrameKind.State:
                    StateChunk chunk = frame.AsState();
                    Assert.Equal(chunk.Kind == StateKind.Vcpu ? "cpu" : "net", chunk.GetName());
                    stateBytes += chunk.Data.Length;
                    break;
                case StreamFrameKind.Pending:
                    Assert.Equal(2, frame.AsRanges().Count);
                    Assert.Equal(new PageRange(new GuestFrameNumber(6), 3), frame.AsRanges()[0]);
                    break;
                case StreamFrameKind.Commit:
                    Assert.True(frame.IsPostCopyCommit);
                    break;
            }
        });

        Assert.Equal(StreamReadStatus.NeedMore, status);
        Assert.Equal(18, pages);
        Assert.Equal(300_003, stateBytes);
        Assert.Equal((ulong)bytes.Length, decoder.BytesRead);
        Assert.Equal(StreamFrameKind.End, kinds[^1]);
        Assert.Equal(
            Enum.GetValues<StreamFrameKind>().Where(kind => kind is not (StreamFrameKind.Abort or StreamFrameKind.Request or StreamFrameKind.Acknowledge)),
            kinds.Distinct().Order());
    }

    [Fact]
    public void The_other_direction_carries_requests_and_confirmations()
    {
        ArrayBufferWriter<byte> output = new();
        PageStreamEncoder encoder = new(output, StreamDirection.ToSource);
        encoder.WriteHello(Hello);
        encoder.WriteAcknowledgement(new StreamAcknowledgement(StreamFrameKind.RoundEnd, 17));
        encoder.WriteRequest(new PageRange(new GuestFrameNumber(99), 1));
        encoder.WriteAbort(new StreamAbort(5, "no room"));
        List<StreamFrame> frames = [];
        PageStreamDecoder decoder = new(StreamDirection.ToSource, pageCount: 100);
        Assert.Equal(StreamReadStatus.NeedMore, ReadAll(decoder, new(output.WrittenMemory), frames.Add));
        Assert.Equal(Hello, frames[0].AsHello());
        Assert.Equal(new StreamAcknowledgement(StreamFrameKind.RoundEnd, 17), frames[1].AsAcknowledgement());
        Assert.Equal(new PageRange(new GuestFrameNumber(99), 1), frames[2].AsRanges()[0]);
        Assert.Equal(new StreamAbort(5, "no room"), frames[3].AsAbort());
        Assert.Throws<InvalidOperationException>(() => frames[3].AsHello());

        PageStreamDecoder smaller = new(StreamDirection.ToSource, pageCount: 99);
        Assert.Equal(StreamReadStatus.Faulted, ReadAll(smaller, new(output.WrittenMemory)));
        Assert.Equal(StreamError.Malformed, smaller.Error);
    }

    [Fact]
    public void Bytes_reported_are_bytes_encoded()
    {
        Random random = new(3);
        ArrayBufferWriter<byte> output = new();
        using ZstandardPageCompressor zstandard = new();
        PageStreamEncoder encoder = new(output, pages: new PageEncoder(new() { Compressor = zstandard }));
        encoder.WriteHello(Hello);
        encoder.WriteLayout(MemoryLayout.Contiguous(1000));
        encoder.BeginRound(500);
        byte[] page = new byte[Page.Size];
        byte[] old = new byte[Page.Size];
        ulong payloads = 0;
        for (int i = 0; i < 500; i++)
        {
            random.NextBytes(page.AsSpan(0, random.Next(4) * 1365));
            PageReference held = PageReference.To(1, default, page);
            PageEncoding form = random.Next(3) == 0
                ? encoder.WritePage(new GuestFrameNumber((ulong)i), page, old, held)
                : encoder.WritePage(new GuestFrameNumber((ulong)i), page, random.Next(2) == 0 ? old : default);
            payloads = encoder.Pages.PayloadBytes;
            Assert.True(Enum.IsDefined(form));
            page.CopyTo(old, 0);
        }

        encoder.EndRound();
        Assert.Equal((ulong)output.WrittenCount, encoder.BytesWritten);
        Assert.Equal(500UL, encoder.Pages.PageCount);
        // Header, 8 bytes a page and their number for each of 8 frames; hello, layout and both ends of the round.
        ulong frames = (8 * (24 + 4)) + (500 * 8);
        Assert.Equal(frames + payloads + (24 + 40) + (24 + 16) + (2 * (24 + 12)), encoder.BytesWritten);
    }

    [Fact]
    public void The_bytes_of_a_frame_are_those_of_the_documentation()
    {
        ArrayBufferWriter<byte> output = new();
        PageStreamEncoder encoder = new(output);
        encoder.WriteHello(Hello);
        encoder.WriteLayout(MemoryLayout.Contiguous(0x1234));
        encoder.BeginRound(1);
        int start = output.WrittenCount;
        byte[] page = new byte[Page.Size];
        PageContent.Fill(page, 0x1122_3344_5566_7788);
        encoder.WritePage(new GuestFrameNumber(0x1233), page);
        encoder.Flush();
        ReadOnlySpan<byte> frame = output.WrittenSpan[start..];
        Assert.Equal("4753" + "04" + "00" + "14000000" + "03000000", Convert.ToHexString(frame[..12]));
        Assert.Equal(
            "8877665544332211" + "0800023312000000" + "01000000", Convert.ToHexString(frame[StreamFormat.HeaderBytes..]));
        Assert.Equal((uint)XxHash3.HashToUInt64(frame[..12]), BinaryPrimitives.ReadUInt32LittleEndian(frame[12..]));
        Assert.Equal(XxHash3.HashToUInt64(frame[24..]), BinaryPrimitives.ReadUInt64LittleEndian(frame[16..]));
        Assert.Equal("0100" + "0100" + "00100000", Convert.ToHexString(output.WrittenSpan.Slice(24, 8)));
    }

    [Fact]
    public void A_reason_that_is_too_long_is_cut_between_characters()
    {
        ArrayBufferWriter<byte> output = new();
        PageStreamEncoder encoder = new(output, StreamDirection.ToSource);
        encoder.WriteAbort(new StreamAbort(1, "x" + new string('é', 1000)));
        PageStreamDecoder decoder = new(StreamDirection.ToSource);
        string reason = "";
        ReadAll(decoder, new(output.WrittenMemory), frame => reason = frame.AsAbort().Reason);
        Assert.Equal("x" + new string('é', 511), reason);
    }

    [Theory]
    [InlineData(1, 1, 1, 1, true)]
    [InlineData(2, 1, 1, 1, true)]
    [InlineData(3, 2, 1, 1, false)]
    [InlineData(1, 1, 4, 2, false)]
    public void Sides_agree_on_the_highest_version_that_both_speak(
        int mine, int myLeast, int theirs, int theirLeast, bool agree)
    {
        StreamHello my = new((ushort)mine, (ushort)myLeast, StreamFeatures.Delta | StreamFeatures.Lz4, Id, 3);
        StreamHello their = new((ushort)theirs, (ushort)theirLeast, StreamFeatures.Lz4 | StreamFeatures.PostCopy, Id, 9);
        Assert.Equal(agree, my.TryAgree(their, out StreamHello agreed));
        Assert.False(my.TryAgree(their with { StreamId = Guid.Empty }, out _));
        if (agree)
        {
            Assert.Equal(Math.Min(mine, theirs), agreed.Version);
            Assert.Equal(StreamFeatures.Lz4, agreed.Features);
            Assert.Equal(3, agreed.FingerprintSeed);
        }
    }

    [Fact]
    public void Encoding_and_decoding_pages_allocate_nothing()
    {
        FixedWriter output = new(8 << 20);
        PageStreamEncoder encoder = new(output);
        encoder.WriteHello(Hello);
        encoder.WriteLayout(MemoryLayout.Contiguous(1 << 20));
        PageStreamDecoder decoder = new(StreamDirection.ToDestination);
        byte[] page = new byte[Page.Size];
        new Random(4).NextBytes(page);
        long least = long.MaxValue;

        // The runtime allocates now and then while it compiles; what a round itself allocates is there in every round.
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            int pages = Round(encoder, decoder, output, page);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Equal(1000, pages);
        }

        Assert.Equal(0, least);
    }

    private static int Round(PageStreamEncoder encoder, PageStreamDecoder decoder, FixedWriter output, byte[] page)
    {
        encoder.BeginRound(1000);
        for (ulong i = 0; i < 1000; i++)
        {
            encoder.WritePage(new GuestFrameNumber(i), page);
        }

        encoder.EndRound();
        int pages = 0;
        ReadOnlySequence<byte> input = new(output.Written);
        while (decoder.TryRead(input, out StreamFrame frame, out SequencePosition consumed) == StreamReadStatus.Frame)
        {
            if (frame.Kind == StreamFrameKind.Pages)
            {
                foreach (PageEntry entry in frame.AsPages())
                {
                    pages += entry.Payload.Length / Page.Size;
                }
            }

            input = input.Slice(consumed);
        }

        output.Clear();
        return pages;
    }

    private sealed class FixedWriter(int size) : IBufferWriter<byte>
    {
        private readonly byte[] _bytes = new byte[size];
        private int _written;

        internal ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _written);

        public void Advance(int count) => _written += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.AsMemory(_written);

        public Span<byte> GetSpan(int sizeHint = 0) => _bytes.AsSpan(_written);

        internal void Clear() => _written = 0;
    }
}
