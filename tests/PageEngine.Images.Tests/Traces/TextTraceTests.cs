namespace PageEngine.Images.Tests;

/// <summary>What the text form means, and what becomes of lines that mean nothing.</summary>
public sealed class TextTraceTests
{
    private const string Guests = TraceSamples.Header + "guest web 1000\nguest db 500\n";

    [Fact]
    public void Every_operation_reads_as_the_format_says()
    {
        List<PageTraceRecord> records = ReadClean(
            "0 web R 10 2\n5 web W 0x10 1 0x1f\n5 db Z 0 500\n9 db D 499 1\n10 web S 1000 3\n1010 web S 1000 5000B\n");
        Assert.Equal(
            [
                new PageTraceRecord(0, 0, PageTraceOperation.Read, TraceSamples.Pages(10, 2)),
                new PageTraceRecord(5, 0, PageTraceOperation.Write, TraceSamples.Pages(16), new PageToken(31)),
                new PageTraceRecord(5, 1, PageTraceOperation.Zero, TraceSamples.Pages(0, 500)),
                new PageTraceRecord(9, 1, PageTraceOperation.Discard, TraceSamples.Pages(499)),
                PageTraceRecord.Sample(10, 0, 1000, 3 * Page.Size),
                PageTraceRecord.Sample(1010, 0, 1000, 5000),
            ],
            records);
    }

    [Fact]
    public void Comments_blank_lines_tabs_and_carriage_returns_do_not_matter()
    {
        List<PageTraceRecord> records = ReadClean(
            "# a comment\r\n\r\n   \n\t1\tweb  W 1 1 # why\r\n  # 2 web W 1 1\n2 web W 2 1\r\n");
        Assert.Equal([TraceSamples.Write(1, 0, 1), TraceSamples.Write(2, 0, 2)], records);
    }

    [Fact]
    public void A_byte_order_mark_before_the_header_is_passed_over()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. TraceSamples.Text(Guests + "1 web W 1 1\n")];
        PageTraceReader reader = TraceSamples.Open(bytes);
        Assert.Equal(PageTraceFormat.Text, reader.Format);
        Assert.Single(TraceSamples.ReadAll(reader));
        Assert.True(reader.Report.IsClean);
    }

    [Fact]
    public void Guests_may_be_declared_between_records()
    {
        PageTraceReader reader = TraceSamples.Open(
            TraceSamples.Text(Guests + "1 web W 1 1\nguest späť 7\n2 späť W 6 1\n"));
        Assert.Equal(2, TraceSamples.ReadAll(reader)[1].Guest);
        Assert.Equal([new("web", 1000), new("db", 500), new("späť", 7)], reader.Guests);
        Assert.True(reader.Report.IsClean);
    }

    [Theory]
    [InlineData("4 web W 1 1", 1, "the time lies before that of the record before")]
    [InlineData("9223372036854775808 web W 1 1", 1, "a time is a number of nanoseconds below 2^63")]
    [InlineData("99999999999999999999 web W 1 1", 1, "a time is a number of nanoseconds below 2^63")]
    [InlineData("5x web W 1 1", 1, "a time is a number of nanoseconds below 2^63")]
    [InlineData("-5 web W 1 1", 1, "a line is a record, which begins with its time, or 'guest', or a comment behind #")]
    [InlineData("web W 1 1", 1, "a line is a record, which begins with its time, or 'guest', or a comment behind #")]
    [InlineData("5 nobody W 1 1", 3, "the guest was not declared")]
    [InlineData("5", 2, "the guest was not declared")]
    [InlineData("5 web X 1 1", 7, "there is no such operation; there are R, W, Z, D and S")]
    [InlineData("5 web w 1 1", 7, "there is no such operation; there are R, W, Z, D and S")]
    [InlineData("5 web WW 1 1", 7, "there is no such operation; there are R, W, Z, D and S")]
    [InlineData("5 web W", 8, "a page is a number below 2^64")]
    [InlineData("5 web W 1.5 1", 9, "a page is a number below 2^64")]
    [InlineData("5 web W 0x 1", 9, "a page is a number below 2^64")]
    [InlineData("5 web W 0x10000000000000000 1", 9, "a page is a number below 2^64")]
    [InlineData("5 web W +1 1", 9, "a page is a number below 2^64")]
    [InlineData("5 web W 1", 10, "a number of pages is a number below 2^64")]
    [InlineData("5 web W 1 1B", 11, "a number of pages is a number below 2^64")]
    [InlineData("5 web W 1 0", 9, "a record names at least one page")]
    [InlineData("5 web W 1000 1", 9, "the guest has no such pages")]
    [InlineData("5 web W 999 2", 9, "the guest has no such pages")]
    [InlineData("5 web W 18446744073709551615 2", 9, "the guest has no such pages")]
    [InlineData("5 web W 1 18446744073709551615", 9, "the guest has no such pages")]
    [InlineData("5 web W 1 1 0x8000000000000000", 13, "a content token is a number below 2^63")]
    [InlineData("5 web W 1 1 0xffffffffffffffff", 13, "a content token is a number below 2^63")]
    [InlineData("5 web W 1 1 12x", 13, "a content token is a number below 2^63")]
    [InlineData("5 web W 1 1 1 1", 15, "the line has more fields than a record")]
    [InlineData("5 web Z 1 1 1", 9, "only reads and writes have a content token")]
    [InlineData("5 web D 1 1 0", 9, "only reads and writes have a content token")]
    [InlineData("5 web S 10 1 1", 9, "only reads and writes have a content token")]
    [InlineData("5 web S 0 1", 9, "a period lasts at least 1 ns")]
    [InlineData("5 web S x 1", 9, "a period is a number of nanoseconds")]
    [InlineData("5 web S 9223372036854775803 1", 9, "the period ends behind the last time that there is")]
    [InlineData("5 web S 18446744073709551615 1", 9, "the period ends behind the last time that there is")]
    [InlineData("5 web S 10 1001", 9, "a period makes no more bytes dirty than the guest has")]
    [InlineData("5 web S 10 18446744073709551615", 12, "a sample counts pages, or bytes with a B behind the number")]
    [InlineData("5 web S 10 B", 12, "a sample counts pages, or bytes with a B behind the number")]
    [InlineData("guest", 6, "behind 'guest' stand a name and a number of pages")]
    [InlineData("guest third", 12, "behind 'guest' stand a name and a number of pages")]
    [InlineData("guest third many", 13, "behind 'guest' stand a name and a number of pages")]
    [InlineData("guest third 5 6", 15, "behind 'guest' stand a name and a number of pages")]
    [InlineData("guest third 0", 7, "a guest has 1 to 4294967295 pages")]
    [InlineData("guest third 4294967296", 7, "a guest has 1 to 4294967295 pages")]
    [InlineData("guest web 5", 7, "there is a guest of that name")]
    [InlineData("5 web W 1\u00001 1", 9, "the line holds NUL bytes")]
    [InlineData("\u0000\u0000\u0000", 1, "the line holds NUL bytes")]
    public void A_bad_line_is_left_out_and_reported_with_its_place(string line, int column, string reason)
    {
        PageTraceReader reader = TraceSamples.Open(
            TraceSamples.Text(Guests + "5 web W 1 1\n" + line + "\n5 web W 2 1\n"));
        Assert.Equal([TraceSamples.Write(5, 0, 1), TraceSamples.Write(5, 0, 2)], TraceSamples.ReadAll(reader));
        PageTraceError error = Assert.Single(reader.Report.Errors);
        long offset = TraceSamples.Text(Guests + "5 web W 1 1\n").Length;
        Assert.Equal(new PageTraceError(offset, 5, column, reason), error);
        Assert.Equal(1, reader.Report.ErrorCount);
        Assert.Equal(PageTraceEnd.Complete, reader.Report.End);
        Assert.False(reader.Report.IsClean);
        Assert.DoesNotContain('\n', error.ToString());
    }

    [Fact]
    public void Names_that_are_no_utf_8_are_refused_and_not_guessed_at()
    {
        byte[] name = [0xFF, 0xC0];
        byte[] bytes = [.. TraceSamples.Text(Guests + "guest "), .. name, .. " 5\n1 "u8, .. name, .. " W 1 1\n"u8];
        PageTraceReader reader = TraceSamples.Open(bytes);
        Assert.Empty(TraceSamples.ReadAll(reader));
        Assert.Equal(2, reader.Report.ErrorCount);
        Assert.Equal(2, reader.Guests.Count);
    }

    [Fact]
    public void Periods_of_one_guest_do_not_overlap_and_those_of_two_may()
    {
        PageTraceReader reader = TraceSamples.Open(TraceSamples.Text(
            Guests + "0 web S 100 1\n50 db S 100 1\n99 web S 100 1\n100 web S 100 1\n"));
        Assert.Equal(3, TraceSamples.ReadAll(reader).Count);
        Assert.Equal(
            "line 6, column 1: the period begins before the last one of the guest has ended",
            reader.Report.Errors[0].ToString());
    }

    [Fact]
    public void A_last_line_without_an_end_is_not_believed()
    {
        PageTraceReader reader = TraceSamples.Open(TraceSamples.Text(Guests + "1 web W 1 1\n2 web W 1 12"));
        Assert.Single(TraceSamples.ReadAll(reader));
        Assert.Equal(PageTraceEnd.Torn, reader.Report.End);
        Assert.Equal(
            "line 5: the last line has no line end, so it may have been cut short", reader.Report.Errors[0].ToString());
    }

    [Fact]
    public void A_line_that_is_too_long_is_left_out_and_the_next_one_is_read()
    {
        string longLine = new('7', 10_000_000);
        var options = new PageTraceReaderOptions { MaxLineBytes = 300 };
        string fits = "2 web W 1 1 # " + new string('.', 286);
        PageTraceReader reader = TraceSamples.Open(
            TraceSamples.Text($"{Guests}{longLine}\n{fits}\r\n{fits}.\n3 web W 3 1\n{longLine}"), options);
        Assert.Equal([TraceSamples.Write(2, 0, 1), TraceSamples.Write(3, 0, 3)], TraceSamples.ReadAll(reader));
        Assert.Equal(
            ["line 4: the line is longer than 300 bytes", "line 6: the line is longer than 300 bytes",
                "line 8: the line is longer than 300 bytes"],
            reader.Report.Errors.Select(static error => error.ToString()));
        Assert.Equal(PageTraceEnd.Torn, reader.Report.End);
    }

    [Fact]
    public void The_first_errors_are_kept_and_all_are_counted()
    {
        string bad = string.Concat(Enumerable.Repeat("rubbish\n", 1000));
        PageTraceReader reader = TraceSamples.Open(TraceSamples.Text(Guests + bad + "1 web W 1 1\n"));
        Assert.Single(TraceSamples.ReadAll(reader));
        Assert.Equal(1000, reader.Report.ErrorCount);
        Assert.Equal(20, reader.Report.Errors.Count);
        Assert.Equal(Enumerable.Range(4, 20), reader.Report.Errors.Select(static error => (int)error.Line));
    }

    [Fact]
    public void The_reader_gives_up_where_it_is_told_to()
    {
        string bad = string.Concat(Enumerable.Repeat("rubbish\n", 10));
        PageTraceReader reader = TraceSamples.Open(
            TraceSamples.Text(Guests + "1 web W 1 1\n" + bad + "1 web W 1 1\n"),
            new() { MaxErrors = 10, KeptErrors = 0 });
        Assert.Single(TraceSamples.ReadAll(reader));
        Assert.Equal(PageTraceEnd.GaveUp, reader.Report.End);
        Assert.Equal(10, reader.Report.ErrorCount);
        Assert.Empty(reader.Report.Errors);
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void A_trace_of_a_header_alone_is_complete_and_empty()
    {
        PageTraceReader reader = TraceSamples.Open(TraceSamples.Text(TraceSamples.Header));
        Assert.False(reader.TryRead(out _));
        Assert.True(reader.Report.IsClean);
        Assert.Equal(TraceSamples.Header.Length, reader.Report.BytesRead);
    }

    private static List<PageTraceRecord> ReadClean(string lines)
    {
        PageTraceReader reader = TraceSamples.Open(TraceSamples.Text(Guests + lines));
        List<PageTraceRecord> records = TraceSamples.ReadAll(reader);
        Assert.Empty(reader.Report.Errors);
        Assert.True(reader.Report.IsClean);
        Assert.Equal(records.Count, reader.Report.RecordCount);
        return records;
    }
}
