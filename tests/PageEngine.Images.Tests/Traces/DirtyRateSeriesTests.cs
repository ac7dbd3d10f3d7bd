namespace PageEngine.Images.Tests;

/// <summary>Samples as a function of time, and the published pre-copy runs as samples.</summary>
public sealed class DirtyRateSeriesTests
{
    [Fact]
    public void Outside_of_periods_nothing_is_dirtied_and_inside_evenly()
    {
        DirtyRateSeries series = Series(
            PageTraceRecord.Sample(100, 0, 100, 1000),
            PageTraceRecord.Sample(200, 0, 50, 10),
            PageTraceRecord.Sample(300, 0, 7, 3));
        Assert.Equal(3, series.PeriodCount);
        Assert.Equal(307, series.EndNanoseconds);
        Assert.Equal(0UL, series.BytesBetween(0, 100));
        Assert.Equal(500UL, series.BytesBetween(100, 150));
        Assert.Equal(1000UL, series.BytesBetween(0, 200));
        Assert.Equal(505UL, series.BytesBetween(150, 225));
        Assert.Equal(1013UL, series.BytesBetween(long.MinValue, long.MaxValue));
        Assert.Equal(0UL, series.BytesBetween(250, 300));
        Assert.Equal(0.0, series.BytesPerSecondAt(99));
        Assert.Equal(1e10, series.BytesPerSecondAt(100), 1.0);
        Assert.Equal(2e8, series.BytesPerSecondAt(200), 1.0);
        Assert.Equal(0.0, series.BytesPerSecondAt(250));
        Assert.Throws<ArgumentOutOfRangeException>(() => series.BytesBetween(2, 1));
    }

    [Fact]
    public void The_parts_of_any_division_sum_to_the_whole()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            List<PageTraceRecord> samples = [];
            long end = 0;
            for (int i = 0; i < 20; i++)
            {
                long start = end + random.Next(3);
                long period = random.NextInt64(1, 1L << 50);
                samples.Add(PageTraceRecord.Sample(start, 0, period, (ulong)random.NextInt64(1L << 40)));
                end = start + period;
            }

            DirtyRateSeries series = Series([.. samples]);
            ulong sum = 0;
            for (long at = 0; at < end;)
            {
                long next = at + random.NextInt64(1, 1L << 50);
                sum += series.BytesBetween(at, next);
                at = next;
            }

            Assert.True((ulong)samples.Sum(static sample => (long)sample.DirtiedBytes) == sum, $"seed {seed}");
        }
    }

    [Fact]
    public void A_guest_without_samples_dirties_nothing()
    {
        DirtyRateSeries series = Series(TraceSamples.Write(5, 0, 1));
        Assert.Equal((0, 0L, 0UL, 0.0),
            (series.PeriodCount, series.EndNanoseconds, series.BytesBetween(0, 100), series.BytesPerSecondAt(5)));
    }

    [Theory]
    [InlineData(800, new[] { 676.8, 126.7, 39.0, 28.4, 24.2, 16.7, 14.2, 15.3, 18.2 })]
    [InlineData(64, new[] { 56.3, 20.4, 4.6, 1.6, 1.2, 0.9, 1.2, 1.1, 0.8, 0.2, 0.1 })]
    public void M8_a_published_run_as_samples_replays_round_by_round(int guestMegabytes, double[] roundMegabytes)
    {
        ulong[] rounds = [.. roundMegabytes.Select(static megabytes => (ulong)Math.Round(megabytes * 1e6))];
        var builder = new PageTraceBuilder();
        builder.AddGuest("guest", Page.CountFor((ulong)guestMegabytes * 1_000_000));
        double rate = 100e6;
        long time = 0;
        for (int round = 0; round + 1 < rounds.Length; round++)
        {
            long period = DurationOf(rounds[round], rate);
            builder.Add(PageTraceRecord.Sample(time, 0, period, rounds[round + 1]));
            time += period;
            rate = NextRate(rounds[round + 1], period);
        }

        byte[] text = TraceSamples.Write(builder.Build(), PageTraceFormat.Text);
        PageTrace trace = TraceSamples.Load(text);
        Assert.True(trace.Report!.IsClean);

        // The replay knows the first round and the rule of the rates; everything else comes out of the trace.
        DirtyRateSeries series = trace.GetDirtyRate(0);
        List<ulong> sent = [rounds[0]];
        rate = 100e6;
        time = 0;
        while (time < series.EndNanoseconds)
        {
            long period = DurationOf(sent[^1], rate);
            sent.Add(series.BytesBetween(time, time + period));
            time += period;
            rate = NextRate(sent[^1], period);
        }

        Assert.Equal(rounds, sent);
    }

    private static long DurationOf(ulong bytes, double bitsPerSecond) => (long)Math.Round(bytes * 8e9 / bitsPerSecond);

    /// <summary>
    /// Clark and others, NSDI 2005, section 5: the dirty rate of the round before and 50 Mb/s, from 100 to 500 Mb/s.
    /// </summary>
    private static double NextRate(ulong dirtied, long period) =>
        Math.Clamp((dirtied * 8e9 / period) + 50e6, 100e6, 500e6);

    private static DirtyRateSeries Series(params PageTraceRecord[] records)
    {
        var builder = new PageTraceBuilder();
        builder.AddGuest("other", PageTraceGuest.MaxPageCount);
        builder.AddGuest("web", PageTraceGuest.MaxPageCount);
        foreach (PageTraceRecord record in records)
        {
            builder.Add(record.IsSample
                ? PageTraceRecord.Sample(record.TimeNanoseconds, 1, record.PeriodNanoseconds, record.DirtiedBytes)
                : record);
        }

        return builder.Build().GetDirtyRate(1);
    }
}
