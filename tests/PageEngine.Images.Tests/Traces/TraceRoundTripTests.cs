using FsCheck.Xunit;

namespace PageEngine.Images.Tests;

/// <summary>What is written is what is read, in each form and from one to the other.</summary>
public sealed class TraceRoundTripTests
{
    [Property(MaxTest = 200, EndSize = 1_000_000_000)]
    public void Both_forms_give_back_every_record_and_guest(int seed)
    {
        var random = new Random(seed);
        PageTrace trace = TraceSamples.Random(random, random.Next(300));
        List<PageTraceRecord> records = TraceSamples.Records(trace);
        foreach (byte[] bytes in AllForms(trace))
        {
            PageTraceReader reader = PageTraceReader.Open(new TrickleStream(bytes, () => random.Next(1, 200)));
            Assert.Equal(records, TraceSamples.ReadAll(reader));
            Assert.Equal(trace.Guests, reader.Guests);
            Assert.True(reader.Report.IsClean);
            Assert.Equal(records.Count, reader.Report.RecordCount);
            Assert.Equal(bytes.Length, reader.Report.BytesRead);
        }
    }

    [Property(MaxTest = 100, EndSize = 1_000_000_000)]
    public void Turning_one_form_into_the_other_and_back_changes_no_byte(int seed)
    {
        PageTrace trace = TraceSamples.Random(new Random(seed), 200);
        byte[] text = Interleaved(trace, PageTraceFormat.Text);
        byte[] binary = Convert(text, PageTraceFormat.Binary);
        Assert.Equal(text, Convert(binary, PageTraceFormat.Text));
        Assert.Equal(binary, Convert(Convert(binary, PageTraceFormat.Text), PageTraceFormat.Binary));
    }

    [Fact]
    public void Many_blocks_and_refills_are_read_as_they_were_written()
    {
        const int Seed = 12;
        PageTrace trace = TraceSamples.Random(new Random(Seed), 60_000);
        List<PageTraceRecord> records = TraceSamples.Records(trace);
        foreach (byte[] bytes in AllForms(trace))
        {
            Assert.True(bytes.Length > 5 << 16, $"seed {Seed}: the trace is too short to test anything");
            PageTrace loaded = TraceSamples.Load(bytes);
            Assert.True(loaded.Report!.IsClean);
            Assert.Equal(records, TraceSamples.Records(loaded));
            Assert.Equal(trace.ContentHash, loaded.ContentHash);
        }
    }

    [Fact]
    public void A_trace_may_have_65536_guests_and_not_one_more()
    {
        var builder = new PageTraceBuilder();
        for (int guest = 0; guest < PageTrace.MaxGuests; guest++)
        {
            builder.AddGuest($"guest-{guest}", (ulong)guest + 1);
        }

        Assert.Throws<ArgumentException>(() => builder.AddGuest("more", 1));
        builder.Add(TraceSamples.Write(1, 65_535, 65_535));
        PageTrace trace = builder.Build();
        foreach (byte[] bytes in AllForms(trace))
        {
            PageTrace loaded = TraceSamples.Load(bytes);
            Assert.Equal(trace.Guests, loaded.Guests);
            Assert.Equal(trace[0], loaded[0]);
        }

        PageTraceReader reader = TraceSamples.Open(
            [.. TraceSamples.Write(trace, PageTraceFormat.Text), .. "guest more 1\n"u8]);
        TraceSamples.ReadAll(reader);
        Assert.Equal("a trace has 65536 guests at most", Assert.Single(reader.Report.Errors).Reason);
    }

    [Fact]
    public void Names_of_the_longest_kind_go_through_both_forms()
    {
        var builder = new PageTraceBuilder();
        builder.AddGuest(new string('a', 128), PageTraceGuest.MaxPageCount);
        builder.AddGuest(string.Concat(Enumerable.Repeat("😀", 32)), 1);
        builder.Add(new PageTraceRecord(
            long.MaxValue, 0, PageTraceOperation.Write, TraceSamples.Pages(0, uint.MaxValue),
            new PageToken(PageToken.MaxValue)));
        builder.Add(TraceSamples.Write(long.MaxValue, 1, 0));
        PageTrace trace = builder.Build();
        Assert.All(AllForms(trace), bytes => Assert.Equal(trace.ContentHash, TraceSamples.Load(bytes).ContentHash));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("tab\there")]
    [InlineData("line\nend")]
    [InlineData("#comment")]
    [InlineData("nul\0")]
    [InlineData("no\u00A0break")]
    public void Names_that_a_line_could_not_hold_are_callers_bugs(string name)
    {
        var writer = new PageTraceWriter(new MemoryStream(), PageTraceFormat.Binary);
        Assert.Throws<ArgumentException>(() => writer.AddGuest(name, 1));
        Assert.Throws<ArgumentException>(() => new PageTraceBuilder().AddGuest(name, 1));
        Assert.Throws<ArgumentException>(() => writer.AddGuest(new string('a', 129), 1));
        Assert.Throws<ArgumentException>(() => writer.AddGuest("half a pair \uD800"[^1..], 1));
    }

    [Fact]
    public void Records_that_do_not_fit_are_callers_bugs_and_leave_nothing_behind()
    {
        var stream = new MemoryStream();
        var writer = new PageTraceWriter(stream, PageTraceFormat.Text);
        Assert.Throws<ArgumentException>(() => writer.Write(TraceSamples.Write(0, 0, 0)));
        writer.AddGuest("web", 10);
        writer.Write(TraceSamples.Write(5, 0, 0));
        Assert.Throws<ArgumentException>(() => writer.Write(TraceSamples.Write(4, 0, 0)));
        Assert.Throws<ArgumentException>(() => writer.Write(TraceSamples.Write(5, 0, 10)));
        Assert.Throws<ArgumentException>(() => writer.Write(TraceSamples.Write(-1, 0, 0)));
        Assert.Throws<ArgumentException>(() => writer.Write(
            new PageTraceRecord(5, 0, PageTraceOperation.Write, TraceSamples.Pages(0), new PageToken(1UL << 63))));
        Assert.Throws<ArgumentException>(() => writer.AddGuest("web", 10));
        Assert.Throws<ArgumentException>(() => writer.AddGuest("db", 0));
        writer.Complete();
        writer.Complete();
        Assert.Throws<InvalidOperationException>(() => writer.Write(TraceSamples.Write(5, 0, 0)));
        Assert.Throws<InvalidOperationException>(() => writer.AddGuest("db", 10));
        Assert.Equal(1, writer.RecordCount);
        Assert.Equal(TraceSamples.Text(TraceSamples.Header + "guest web 10\n5 web W 0 1\n"), stream.ToArray());
    }

    [Fact]
    public void A_copy_goes_to_a_writer_without_guests_only()
    {
        byte[] bytes = TraceSamples.Write(TraceSamples.Random(new Random(1), 10), PageTraceFormat.Text);
        var writer = new PageTraceWriter(new MemoryStream(), PageTraceFormat.Binary);
        writer.AddGuest("other", 1);
        Assert.Throws<ArgumentException>(() => TraceSamples.Open(bytes).CopyTo(writer));
        Assert.Throws<ArgumentException>(() => TraceSamples.Load(bytes).WriteTo(writer));
    }

    private static byte[][] AllForms(PageTrace trace) =>
    [
        TraceSamples.Write(trace, PageTraceFormat.Text),
        TraceSamples.Write(trace, PageTraceFormat.Binary, compress: false),
        TraceSamples.Write(trace, PageTraceFormat.Binary, compress: true),
    ];

    private static byte[] Convert(byte[] bytes, PageTraceFormat format)
    {
        var stream = new MemoryStream();
        var writer = new PageTraceWriter(stream, format);
        PageTraceReader reader = TraceSamples.Open(bytes);
        Assert.Equal(reader.CopyTo(writer), writer.RecordCount);
        Assert.True(reader.Report.IsClean);
        writer.Complete();
        return stream.ToArray();
    }

    /// <summary>
    /// A trace that declares each guest just before it is needed, as a recorder that meets new guests does.
    /// </summary>
    private static byte[] Interleaved(PageTrace trace, PageTraceFormat format)
    {
        var stream = new MemoryStream();
        var writer = new PageTraceWriter(stream, format);
        foreach (PageTraceRecord record in TraceSamples.Records(trace))
        {
            for (int place = writer.Guests.Count; place <= record.Guest; place++)
            {
                writer.AddGuest(trace.Guests[place].Name, trace.Guests[place].PageCount);
            }

            writer.Write(record);
        }

        writer.Complete();
        return stream.ToArray();
    }
}
