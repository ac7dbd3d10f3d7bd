using System.IO.Hashing;

namespace PageEngine.Images.Tests;

/// <summary>Blocks: what damage costs, and what is said about it.</summary>
public sealed class BinaryTraceTests
{
    private const int EndLength = BinaryBlock.FrameLength + sizeof(ulong);

    [Fact]
    public void A_trace_that_was_not_completed_gives_every_record_that_was_flushed()
    {
        var stream = new MemoryStream();
        var writer = new PageTraceWriter(stream, PageTraceFormat.Binary);
        writer.AddGuest("web", 100);
        writer.Write(TraceSamples.Write(1, 0, 1));
        writer.Flush();
        writer.Write(TraceSamples.Write(2, 0, 2));
        PageTraceReader reader = TraceSamples.Open(stream.ToArray());
        Assert.Equal([TraceSamples.Write(1, 0, 1)], TraceSamples.ReadAll(reader));
        Assert.Equal(PageTraceEnd.Torn, reader.Report.End);
        Assert.Equal(
            $"byte {stream.Length}: the trace has no end block, so its writer did not complete it",
            Assert.Single(reader.Report.Errors).ToString());
    }

    [Fact]
    public void A_trace_cut_anywhere_gives_every_record_of_the_whole_blocks_before()
    {
        PageTrace trace = ThreeBlocks(out byte[] bytes, out int[] starts);
        int[] ends = [.. starts[1..], bytes.Length];
        for (int length = BinaryHeader.Length; length < bytes.Length; length++)
        {
            PageTraceReader reader = TraceSamples.Open(bytes[..length]);
            int wholeRecordBlocks = ends[1..4].Count(end => end <= length);
            Assert.Equal(TraceSamples.Records(trace)[..(10 * wholeRecordBlocks)], TraceSamples.ReadAll(reader));
            Assert.Equal(PageTraceEnd.Torn, reader.Report.End);
            Assert.Equal(1, reader.Report.ErrorCount);
        }
    }

    [Fact]
    public void A_changed_byte_costs_one_block_of_records_and_is_reported()
    {
        PageTrace trace = ThreeBlocks(out byte[] bytes, out int[] starts);
        List<PageTraceRecord> all = TraceSamples.Records(trace);
        for (int at = starts[1]; at < starts[4]; at++)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= 0x10;
            int block = starts.Count(start => start <= at) - 2;
            PageTraceReader reader = TraceSamples.Open(damaged);
            Assert.Equal([.. all[..(10 * block)], .. all[(10 * (block + 1))..]], TraceSamples.ReadAll(reader));
            Assert.Equal(PageTraceEnd.Complete, reader.Report.End);
            Assert.InRange(reader.Report.ErrorCount, 2, 3);
            Assert.Equal("the trace was written with 30 records, and 20 are here", reader.Report.Errors[^1].Reason);
        }
    }

    [Fact]
    public void Rubbish_between_blocks_is_passed_over()
    {
        PageTrace trace = ThreeBlocks(out byte[] bytes, out int[] starts);
        byte[] rubbish = [.. BinaryBlock.Magic, .. ImageAssert.Bytes(100_000, 1), .. BinaryBlock.Magic[..3]];
        byte[] damaged = [.. bytes[..starts[2]], .. rubbish, .. bytes[starts[2]..]];
        PageTraceReader reader = TraceSamples.Open(damaged);
        Assert.Equal(TraceSamples.Records(trace), TraceSamples.ReadAll(reader));
        Assert.Equal(
            $"byte {starts[2]}: here should be a block and is none; the next one is looked for",
            Assert.Single(reader.Report.Errors).ToString());
    }

    [Fact]
    public void A_block_that_comes_twice_counts_once_and_one_that_is_missing_is_noticed()
    {
        PageTrace trace = ThreeBlocks(out byte[] bytes, out int[] starts);
        List<PageTraceRecord> all = TraceSamples.Records(trace);
        PageTraceReader twice = TraceSamples.Open([.. bytes[..starts[3]], .. bytes[starts[2]..]]);
        Assert.Equal(all, TraceSamples.ReadAll(twice));
        Assert.Equal("the block stands here a second time or too late", Assert.Single(twice.Report.Errors).Reason);

        PageTraceReader missing = TraceSamples.Open([.. bytes[..starts[2]], .. bytes[starts[3]..]]);
        Assert.Equal([.. all[..10], .. all[20..]], TraceSamples.ReadAll(missing));
        Assert.Equal(
            ["blocks are missing before this one", "the trace was written with 30 records, and 20 are here"],
            missing.Report.Errors.Select(static error => error.Reason));
    }

    [Fact]
    public void What_follows_the_end_is_left_out_and_said()
    {
        PageTrace trace = ThreeBlocks(out byte[] bytes, out _);
        PageTraceReader reader = TraceSamples.Open([.. bytes, 0]);
        Assert.Equal(TraceSamples.Records(trace), TraceSamples.ReadAll(reader));
        Assert.Equal(PageTraceEnd.Complete, reader.Report.End);
        PageTraceError error = Assert.Single(reader.Report.Errors);
        Assert.Equal("bytes follow the end of the trace; they are left out", error.Reason);
    }

    [Fact]
    public void Records_that_break_rules_inside_of_a_good_block_are_left_out_one_by_one()
    {
        PageTraceRecord[] records =
        [
            TraceSamples.Write(5, 0, 1),
            TraceSamples.Write(5, 1, 1),
            TraceSamples.Write(5, 0, 100),
            TraceSamples.Write(5, 0, 99, ulong.MaxValue),
            TraceSamples.Write(4, 0, 1),
            new(5, 0, (PageTraceOperation)6, TraceSamples.Pages(1)),
            new(5, 0, PageTraceOperation.Zero, TraceSamples.Pages(1), new PageToken(3)),
            PageTraceRecord.Sample(5, 0, 0, 1),
            PageTraceRecord.Sample(5, 0, -1, 1),
            PageTraceRecord.Sample(5, 0, 10, 1 + (100 * Page.Size)),
            TraceSamples.Write(6, 0, 2),
        ];
        byte[] payload = new byte[records.Length * BinaryRecordCodec.MaxRecordLength];
        int used = 0;
        var codec = default(BinaryRecordCodec);
        foreach (PageTraceRecord record in records)
        {
            codec.Encode(record, payload, ref used);
        }

        PageTraceReader reader = TraceSamples.Open(
            [.. OneGuest(), .. Block(BinaryBlockKind.Records, 1, records.Length, payload[..used])]);
        Assert.Equal([records[0], records[^1]], TraceSamples.ReadAll(reader));
        Assert.Equal(
            [
                TraceFault.UnknownGuest, TraceFault.PagesBeyondGuest, TraceFault.PagesBeyondGuest,
                TraceFault.TimeBackwards, TraceFault.UnknownOperation, TraceFault.TokenNotAllowed,
                TraceFault.PeriodEmpty, TraceFault.PeriodTooLong, TraceFault.BytesBeyondGuest,
            ],
            reader.Report.Errors.SkipLast(1).Select(static error => Enum.GetValues<TraceFault>().Single(
                fault => fault != TraceFault.None && TraceFaults.Describe(fault) == error.Reason)));
    }

    [Theory]
    [InlineData(1, new byte[] { 0xA1, 0x80 })]
    [InlineData(1, new byte[] { 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02, 0, 0, 0 })]
    [InlineData(1, new byte[] { 0xF9, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData(1, new byte[] { 0xB9, 0xB9 })]
    [InlineData(2, new byte[] { 0xE0 | 0x09, 1, 2 })]
    [InlineData(1, new byte[] { 0xA1, 0x80, 0x80, 0x04 })]
    public void A_good_block_of_bytes_that_are_no_records_is_refused(int count, byte[] payload)
    {
        PageTraceReader reader = TraceSamples.Open(
            [.. OneGuest(), .. Block(BinaryBlockKind.Records, 1, count, payload), .. EmptyEnd(2)]);
        TraceSamples.ReadAll(reader);
        Assert.Contains(
            "the records of the block are not as its frame says; the rest of it is left out",
            reader.Report.Errors.Select(static error => error.Reason));
        Assert.Equal(PageTraceEnd.Complete, reader.Report.End);
    }

    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 1, 5, 1, (byte)'b' })]
    [InlineData(new byte[] { 0, 0, 1, (byte)'b' })]
    [InlineData(new byte[] { 0, 5, 0 })]
    [InlineData(new byte[] { 0, 5, 2, (byte)'b' })]
    [InlineData(new byte[] { 0, 5, 1, (byte)'b', 0 })]
    [InlineData(new byte[] { 0, 5, 1, 0xFF })]
    [InlineData(new byte[] { 0, 5, 1, (byte)' ' })]
    [InlineData(new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 1, (byte)'b' })]
    public void A_good_block_of_bytes_that_are_no_guests_is_refused(byte[] payload)
    {
        PageTraceReader reader = TraceSamples.Open(
            [.. Head(), .. Block(BinaryBlockKind.Guests, 0, 1, payload), .. EmptyEnd(1)]);
        Assert.Empty(TraceSamples.ReadAll(reader));
        Assert.Equal(
            "the guests of the block are not as they must be; the rest of it is left out",
            Assert.Single(reader.Report.Errors).Reason);
    }

    [Fact]
    public void A_block_that_decompresses_to_something_else_is_refused()
    {
        byte[] frame = Block(BinaryBlockKind.Records, 1, 5, new byte[200], BinaryBlockCompression.Lz4, 5000);
        PageTraceReader reader = TraceSamples.Open([.. OneGuest(), .. frame, .. EmptyEnd(2)]);
        Assert.Empty(TraceSamples.ReadAll(reader));
        Assert.Equal("the block cannot be decompressed", reader.Report.Errors[0].Reason);
    }

    [Fact]
    public void The_reader_gives_up_inside_of_a_block()
    {
        byte[] payload = new byte[1000];
        Array.Fill(payload, (byte)0xB9);
        PageTraceReader reader = PageTraceReader.Open(
            new MemoryStream([.. OneGuest(), .. Block(BinaryBlockKind.Records, 1, 1000, payload)]),
            new() { MaxErrors = 7 });
        Assert.Equal(100, TraceSamples.ReadAll(reader).Count);
        Assert.Equal(7, reader.Report.ErrorCount);
        Assert.Equal(PageTraceEnd.GaveUp, reader.Report.End);
    }

    [Fact]
    public void Blocks_stay_small_enough_to_lose_one_and_compress_where_that_helps()
    {
        var builder = new PageTraceBuilder();
        builder.AddGuest("web", 1 << 20);
        for (int i = 0; i < 100_000; i++)
        {
            builder.Add(TraceSamples.Write(i * 1000L, 0, (ulong)(i * 7919) % (1 << 20)));
        }

        PageTrace trace = builder.Build();
        byte[] plain = TraceSamples.Write(trace, PageTraceFormat.Binary, compress: false);
        byte[] packed = TraceSamples.Write(trace, PageTraceFormat.Binary);
        Assert.InRange(plain.Length, 100_000 * 4, 100_000 * 7);
        Assert.True(packed.Length < plain.Length / 2, $"{packed.Length} of {plain.Length} bytes");
        Assert.Equal(trace.ContentHash, TraceSamples.Load(packed).ContentHash);
    }

    private static PageTrace ThreeBlocks(out byte[] bytes, out int[] starts)
    {
        var stream = new MemoryStream();
        var writer = new PageTraceWriter(stream, PageTraceFormat.Binary);
        var builder = new PageTraceBuilder();
        List<int> blockStarts = [BinaryHeader.Length];
        writer.AddGuest("web", 1000);
        builder.AddGuest("web", 1000);
        writer.Flush();
        for (int i = 0; i < 30; i++)
        {
            PageTraceRecord record = TraceSamples.Write(i, 0, (ulong)(i * 37 % 1000));
            builder.Add(record);
            writer.Write(record);
            if (i % 10 == 0)
            {
                blockStarts.Add((int)stream.Length);
            }
            else if (i % 10 == 9)
            {
                writer.Flush();
            }
        }

        blockStarts.Add((int)stream.Length);
        writer.Complete();
        bytes = stream.ToArray();
        Assert.Equal(blockStarts[^1] + EndLength, bytes.Length);
        starts = [.. blockStarts];
        return builder.Build();
    }

    private static byte[] Head()
    {
        byte[] head = new byte[BinaryHeader.Length];
        BinaryHeader.Write(head);
        return head;
    }

    private static byte[] OneGuest() => [.. Head(), .. Block(BinaryBlockKind.Guests, 0, 1, [0, 100, 3, .. "web"u8])];

    private static byte[] EmptyEnd(uint sequence) => Block(BinaryBlockKind.End, sequence, 1, new byte[8]);

    private static byte[] Block(
        BinaryBlockKind kind, uint sequence, int count, byte[] stored,
        BinaryBlockCompression compression = BinaryBlockCompression.None, int? rawLength = null)
    {
        byte[] frame = new byte[BinaryBlock.FrameLength];
        new BinaryBlock(
            kind, compression, sequence, count, stored.Length, rawLength ?? stored.Length,
            XxHash3.HashToUInt64(stored)).Write(frame);
        return [.. frame, .. stored];
    }
}
