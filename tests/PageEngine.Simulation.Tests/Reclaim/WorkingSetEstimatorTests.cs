using FsCheck.Xunit;
using static PageEngine.Simulation.Tests.ReclaimSamples;

namespace PageEngine.Simulation.Tests;

public sealed class WorkingSetEstimatorTests
{
    [Fact]
    public void A_guest_that_nobody_has_watched_counts_as_active_whole()
    {
        WorkingSetEstimator estimator = new(1000);
        Assert.Equal(1000UL, estimator.ActivePages);
        Assert.Equal(new WorkingSetBounds(0, 1), estimator.BoundsOf());
        estimator.BeginPeriod(Draws(1));
        estimator.EndPeriod();
        Assert.Equal(0UL, estimator.ActivePages);
    }

    [Property(EndSize = 1_000_000_000)]
    public void A_sample_has_the_asked_number_of_different_pages(int seed, ushort pages, byte sample)
    {
        ulong guestPages = pages + 1UL;
        WorkingSetEstimator estimator = new(guestPages, new WorkingSetOptions { SamplePages = sample + 1 });
        estimator.BeginPeriod(Draws(seed));
        ulong[] drawn = estimator.SampledPages.ToArray();
        Assert.Equal(Math.Min(sample + 1UL, guestPages), (ulong)drawn.Length);
        Assert.Equal(drawn.Distinct().Order(), drawn);
        Assert.True(drawn[^1] < guestPages);
    }

    [Fact]
    public void Every_page_is_as_likely_to_be_sampled()
    {
        WorkingSetEstimator estimator = new(50, new WorkingSetOptions { SamplePages = 10 });
        Func<ulong, ulong> random = Draws(7);
        int[] counts = new int[50];
        for (int i = 0; i < 10_000; i++)
        {
            estimator.BeginPeriod(random);
            foreach (ulong page in estimator.SampledPages)
            {
                counts[page]++;
            }

            estimator.EndPeriod();
        }

        // 2000 expected; a standard deviation is 40.
        Assert.All(counts, count => Assert.InRange(count, 1800, 2200));
    }

    [Fact]
    public void A_touch_counts_once_and_only_in_the_sample()
    {
        WorkingSetEstimator estimator = new(1000, new WorkingSetOptions { SamplePages = 10 });
        Assert.False(estimator.Touch(new GuestFrameNumber(0)));
        Assert.Empty(estimator.SampledPages.ToArray());
        estimator.BeginPeriod(Draws(3));
        ulong[] sampled = estimator.SampledPages.ToArray();
        int counted = 0;
        for (ulong page = 0; page < 1000; page++)
        {
            bool isSampled = sampled.Contains(page);
            Assert.Equal(isSampled, estimator.Touch(new GuestFrameNumber(page)));
            Assert.False(estimator.Touch(new GuestFrameNumber(page)));
            counted += isSampled ? 1 : 0;
            Assert.Equal(counted, estimator.TouchedPages);
        }

        Assert.Equal(10, counted);
    }

    [Fact]
    public void The_estimate_rises_at_once_and_falls_slowly()
    {
        WorkingSetEstimator estimator = new(10_000);
        Func<ulong, ulong> random = Draws(5);
        Period(estimator, random, 0.1);
        for (int i = 0; i < 20; i++)
        {
            Period(estimator, random, 0.1);
        }

        Assert.Equal(0.1, estimator.ActiveFraction, 6);

        // In the middle of the period in which the guest wakes up it counts already.
        estimator.BeginPeriod(random);
        TouchPart(estimator, 0.9);
        Assert.Equal(0.9, estimator.ActiveFraction, 6);
        estimator.EndPeriod();
        Assert.Equal(0.5, estimator.FastAverage, 6);
        Assert.Equal(0.18, estimator.SlowAverage, 6);

        for (int i = 0; i < 20; i++)
        {
            Period(estimator, random, 0.9);
        }

        double before = estimator.ActiveFraction;
        Period(estimator, random, 0);
        Assert.Equal(estimator.SlowAverage, estimator.ActiveFraction);
        Assert.InRange(estimator.ActiveFraction, before * 0.8, before);
        Assert.Equal(0, estimator.LastFraction);
    }

    [Fact]
    public void The_stated_error_is_the_error_that_is_made()
    {
        const ulong Pages = 10_000;
        const double Active = 0.3;
        WorkingSetEstimator estimator = new(Pages);
        Func<ulong, ulong> random = Draws(11);
        double sumOfSquares = 0;
        int inside = 0;
        const int Periods = 4000;
        for (int i = 0; i < Periods; i++)
        {
            estimator.BeginPeriod(random);
            foreach (ulong page in estimator.SampledPages)
            {
                if (page < Active * Pages)
                {
                    estimator.Touch(new GuestFrameNumber(page));
                }
            }

            estimator.EndPeriod();
            sumOfSquares += (estimator.LastFraction - Active) * (estimator.LastFraction - Active);
            WorkingSetBounds bounds = estimator.BoundsOf();
            inside += bounds.Low <= Active && Active <= bounds.High ? 1 : 0;
        }

        double expected = Math.Sqrt(Active * (1 - Active) / 100 * (Pages - 100) / (Pages - 1));
        Assert.InRange(Math.Sqrt(sumOfSquares / Periods), expected * 0.95, expected * 1.05);
        Assert.InRange(inside, Periods * 0.93, Periods * 0.97);
    }

    [Fact]
    public void Bounds_of_an_idle_sample_are_not_zero_and_a_full_count_has_no_error()
    {
        WorkingSetEstimator estimator = new(10_000);
        estimator.BeginPeriod(Draws(1));
        estimator.EndPeriod();
        Assert.Equal(0, estimator.StandardError);
        Assert.InRange(estimator.BoundsOf().High, 0.02, 0.05);
        estimator.EndPeriod(touchedPages: 2500);
        Assert.Equal(0.25, estimator.LastFraction);
        Assert.Equal(0, estimator.StandardError);
        Assert.Equal(new WorkingSetBounds(0.25, 0.25), estimator.BoundsOf());

        // A sample of the whole guest is a full count.
        WorkingSetEstimator whole = new(50);
        whole.BeginPeriod(Draws(1));
        TouchPart(whole, 0.5);
        whole.EndPeriod();
        Assert.Equal(0, whole.StandardError);
        Assert.Equal(0.5, whole.BoundsOf().High, 12);
    }

    [Fact]
    public void A_dirty_log_can_tell_what_was_touched()
    {
        using DirtyBitmap bitmap = new(1000);
        WorkingSetEstimator estimator = new(1000);
        estimator.BeginPeriod(Draws(2));
        bitmap.Mark(PageRange.Between(0, 500));
        estimator.Touch(bitmap);
        estimator.Touch(bitmap);
        Assert.Equal(estimator.SampledPages.ToArray().Count(page => page < 500), estimator.TouchedPages);
        using DirtyBitmap other = new(999);
        Assert.Throws<ArgumentException>(() => estimator.Touch(other));
    }

    [Fact]
    public void An_open_period_survives_a_save()
    {
        WorkingSetEstimator estimator = new(10_000);
        Period(estimator, Draws(4), 0.5);
        estimator.BeginPeriod(Draws(5));
        TouchPart(estimator, 0.25);
        WorkingSetEstimator copy = new(10_000);
        Reload(estimator.Save, copy.Load);
        Assert.Equal(Bytes(estimator.Save), Bytes(copy.Save));
        Assert.Equal(estimator.SampledPages, copy.SampledPages);
        Assert.Equal(25, copy.TouchedPages);
        copy.EndPeriod();
        estimator.EndPeriod();
        Assert.Equal(estimator.ActivePages, copy.ActivePages);
        AssertRefuses(new WorkingSetEstimator(50).Load, Bytes(estimator.Save));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        WorkingSetOptions[] wrong =
        [
            new() { SamplePages = 0 }, new() { SamplePages = WorkingSetOptions.MaxSamplePages + 1 },
            new() { Period = 0 }, new() { SlowWeight = 0 }, new() { SlowWeight = 0.6 },
            new() { FastWeight = 1.1 }, new() { FastWeight = double.NaN },
        ];
        Assert.All(wrong, item => Assert.Throws<ArgumentOutOfRangeException>(() => new WorkingSetEstimator(9, item)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkingSetEstimator(0));
        WorkingSetEstimator estimator = new(10);
        Assert.Throws<InvalidOperationException>(() => estimator.EndPeriod());
        Assert.Throws<ArgumentOutOfRangeException>(() => estimator.EndPeriod(11));
        Assert.Throws<ArgumentOutOfRangeException>(() => estimator.BeginPeriod(bound => bound));
        Assert.Throws<ArgumentOutOfRangeException>(() => estimator.BoundsOf(-1));
        estimator.BeginPeriod(Draws(0));
        Assert.Throws<InvalidOperationException>(() => estimator.BeginPeriod(Draws(0)));
    }

    [Fact]
    public void A_period_allocates_nothing()
    {
        WorkingSetEstimator estimator = new(1_000_000);
        Func<ulong, ulong> random = Draws(9);
        AssertAllocatesNothing(() =>
        {
            Period(estimator, random, 0.5);
            return estimator.ActivePages;
        });
    }

    private static Func<ulong, ulong> Draws(int seed)
    {
        Random random = new(seed);
        return bound => (ulong)random.NextInt64((long)bound);
    }

    private static void Period(WorkingSetEstimator estimator, Func<ulong, ulong> random, double part)
    {
        estimator.BeginPeriod(random);
        TouchPart(estimator, part);
        estimator.EndPeriod();
    }

    private static void TouchPart(WorkingSetEstimator estimator, double part)
    {
        ReadOnlySpan<ulong> sample = estimator.SampledPages;
        for (int i = 0; i < (int)(sample.Length * part); i++)
        {
            estimator.Touch(new GuestFrameNumber(sample[i]));
        }
    }
}
