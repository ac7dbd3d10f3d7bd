namespace PageEngine.Migration.Tests;

/// <summary>M1 with writes that are drawn: a log, page sampling and rings against the table.</summary>
public sealed class DirtyRateEstimatorTests
{
    private const double WritesPerSecond = 3.0151e6;
    private const double MiB = 1 << 20;

    [Theory]
    [InlineData(1UL, 100, 6996)]
    [InlineData(1UL, 200, 4606)]
    [InlineData(1UL, 300, 3305)]
    [InlineData(1UL, 500, 2041)]
    [InlineData(1UL, 1000, 1024)]
    [InlineData(4UL, 100, 10232)]
    [InlineData(4UL, 200, 8954)]
    [InlineData(4UL, 300, 7889)]
    [InlineData(4UL, 500, 6245)]
    [InlineData(4UL, 1000, 3865)]
    public void M1_the_exact_tracker_is_within_half_a_percent(ulong gib, int milliseconds, double expectedMiB)
    {
        const int Seed = 41;
        using DirtyLog log = new(ByteSize.FromGiB(gib).Pages);
        using BitmapDirtyRateEstimator estimator = new(log);
        log.MarkAll();
        estimator.Start(5);
        Random random = new(Seed);
        for (int i = 0; i < WritesPerSecond * milliseconds / 1e3; i++)
        {
            log.Mark(new GuestFrameNumber((ulong)random.NextInt64((long)log.PageCount)));
        }

        DirtyRate rate = estimator.Finish((milliseconds * 1_000_000L) + 5);

        Assert.InRange(rate.BytesPerSecond / MiB / expectedMiB, 0.995, 1.005);
        Assert.Equal(0, estimator.Finish(10_000_000_000).Pages);
    }

    [Theory]
    [InlineData(1UL, 100, 6996)]
    [InlineData(1UL, 300, 3305)]
    [InlineData(1UL, 1000, 1024)]
    [InlineData(4UL, 100, 10232)]
    [InlineData(4UL, 300, 7889)]
    [InlineData(4UL, 1000, 3865)]
    public void M1_page_sampling_is_within_7_percent(ulong gib, int milliseconds, double expectedMiB)
    {
        const ulong Seed = 42;
        ulong pages = ByteSize.FromGiB(gib).Pages;
        SampledDirtyRateEstimator estimator = new(pages, Seed);
        Assert.Equal((int)gib * 512, estimator.Samples.Length);
        HashSet<ulong> written = [];
        Random random = new((int)Seed);
        for (int i = 0; i < WritesPerSecond * milliseconds / 1e3; i++)
        {
            written.Add((ulong)random.NextInt64((long)pages));
        }

        byte[] page = new byte[Page.Size];
        for (int i = 0; i < estimator.Samples.Length; i++)
        {
            page[0] = 0;
            estimator.RecordBefore(i, page);
            page[0] = 1;
            bool isWritten = written.Contains(estimator.Samples[i].Value);
            Assert.Equal(isWritten, estimator.RecordAfter(i, isWritten ? page : new byte[Page.Size]));
        }

        double rate = estimator.Finish(milliseconds * 1_000_000L).BytesPerSecond / MiB;
        Assert.InRange(rate / expectedMiB, 0.93, 1.07);
    }

    [Fact]
    public void A_sample_takes_one_page_of_each_part_of_the_memory_and_the_same_for_the_same_seed()
    {
        SampledDirtyRateEstimator one = new(262_144 + 7, seed: 9);
        SampledDirtyRateEstimator same = new(262_144 + 7, seed: 9);
        Assert.True(one.Samples.SequenceEqual(same.Samples));
        Assert.False(one.Samples.SequenceEqual(new SampledDirtyRateEstimator(262_144 + 7, seed: 10).Samples));
        for (int i = 0; i < one.Samples.Length; i++)
        {
            double part = (262_144.0 + 7) / one.Samples.Length;
            Assert.InRange(one.Samples[i].Value, Math.Floor(i * part), Math.Ceiling((i + 1) * part));
        }

        Assert.Equal(1, new SampledDirtyRateEstimator(1, seed: 0).Samples.Length);
        Assert.Equal(10, new SampledDirtyRateEstimator(10, seed: 0, samplesPerGiB: 262_144).Samples.Length);
    }

    [Fact]
    public void A_ring_that_is_reset_once_a_period_counts_each_page_of_a_vcpu_once()
    {
        using DirtyRing ring = new(1024, reserve: 0);
        using DirtyBitmap trapped = new(4096);
        RingDirtyRateEstimator estimator = new(2);
        estimator.Start(0);
        Random random = new(43);
        HashSet<ulong> written = [];
        for (int i = 0; i < 900; i++)
        {
            GuestFrameNumber page = new((ulong)random.Next(400));
            written.Add(page.Value);
            if (!trapped.IsDirty(page))
            {
                trapped.Mark(page);
                Assert.Equal(DirtyRingPush.Pushed, ring.TryPush(page));
            }
        }

        estimator.Record(1, ring.Harvest(new GuestFrameNumber[1024]));
        ring.Reset();

        Assert.Equal(written.Count, estimator.RateOf(1, 500_000_000).Pages);
        Assert.Equal(2 * written.Count, estimator.RateOf(1, 500_000_000).PagesPerSecond);
        Assert.Equal(0, estimator.RateOf(0, 500_000_000).Pages);
        Assert.Equal(written.Count, estimator.Total(500_000_000).Pages);
        estimator.Start(500_000_000);
        Assert.Equal(0, estimator.Total(600_000_000).Pages);
    }
}
