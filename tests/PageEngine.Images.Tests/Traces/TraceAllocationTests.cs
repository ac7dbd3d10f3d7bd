namespace PageEngine.Images.Tests;

/// <summary>Records go in and out without an allocation for each.</summary>
public sealed class TraceAllocationTests
{
    [Theory]
    [InlineData(PageTraceFormat.Text)]
    [InlineData(PageTraceFormat.Binary)]
    public void Reading_and_writing_records_allocates_nothing(PageTraceFormat format)
    {
        var builder = new PageTraceBuilder();
        builder.AddGuest("web", 1000);
        builder.AddGuest("db", 1000);
        for (int i = 0; i < 50_000; i++)
        {
            builder.Add(new PageTraceRecord(
                i * 77L, i % 2, PageTraceOperation.Write, TraceSamples.Pages((ulong)(i % 1000)),
                new PageToken((ulong)i * 999)));
        }

        byte[] bytes = TraceSamples.Write(builder.Build(), format);
        PageTraceReader reader = TraceSamples.Open(bytes);
        var writer = new PageTraceWriter(new MemoryStream(2 * bytes.Length), format);
        long checksum = Copy(reader, writer, 25_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        checksum += Copy(reader, writer, 20_000);
        RequireNothingForEach(20_000, before);
        Assert.True(checksum > 0, "the loops ran");
    }

    [Fact]
    public void Lines_that_are_left_out_allocate_nothing_once_the_first_are_kept()
    {
        const string BadLines = "1 web Q 1 1\n5 web W 1 99999\n1 nobody W 1 1\nxyz\n\0\0\n";
        string lines = string.Concat(Enumerable.Repeat(BadLines, 20_000));
        PageTraceReader reader = TraceSamples.Open(
            TraceSamples.Text(
                $"{TraceSamples.Header}guest web 100\n{lines[..5000]}\n1 web W 1 1\n{lines}\n2 web W 1 1\n"));
        Assert.True(reader.TryRead(out _));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(reader.TryRead(out _));
        RequireNothingForEach(99_000, before);
        Assert.True(reader.Report.ErrorCount > 99_000);
    }

    [Fact]
    public void Replaying_allocates_nothing_and_a_record_takes_what_the_docs_say()
    {
        var builder = new PageTraceBuilder();
        builder.AddGuest("web", 1 << 20);
        const int Count = 50 * TraceChunk.MaxCount;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Count; i++)
        {
            builder.Add(new PageTraceRecord(
                i * 500L, 0, PageTraceOperation.Write, TraceSamples.Pages((ulong)(i % 1000)), new PageToken(5)));
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / (double)Count, 24, 24.2);
        PageTraceCursor cursor = builder.Build().OpenCursor();
        cursor.TryRead(out _);
        before = GC.GetAllocatedBytesForCurrentThread();
        long checksum = 0;
        while (cursor.TryRead(out PageTraceRecord record))
        {
            checksum += record.TimeNanoseconds;
        }

        RequireNothingForEach(Count, before);
        Assert.Equal(500L * Count / 2 * (Count - 1), checksum);
    }

    /// <summary>Fails where there was an object, 24 bytes at least, for every other step.</summary>
    /// <remarks>
    /// Not for any byte: a collection that tests on other threads start meanwhile counts what is left of this thread's
    /// allocation buffer, up to 8 KiB, as allocated.
    /// </remarks>
    private static void RequireNothingForEach(int stepCount, long before)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 12L * stepCount, $"{allocated} bytes in {stepCount} steps");
    }

    private static long Copy(PageTraceReader reader, PageTraceWriter writer, int count)
    {
        long checksum = 0;
        for (int i = 0; i < count && reader.TryRead(out PageTraceRecord record); i++)
        {
            writer.Declare(reader.Guests);
            writer.Write(record);
            checksum += record.TimeNanoseconds | 1;
        }

        return checksum;
    }
}
