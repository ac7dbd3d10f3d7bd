using static PageEngine.Migration.Tests.Samples;

namespace PageEngine.Migration.Tests;

public sealed class ConvergenceTests
{
    private const ulong PagesPerGiB = 262_144;

    [Fact]
    public void Throttling_starts_at_20_rises_by_10_and_ends_at_99()
    {
        AutoConverge converge = new();
        List<int> seen = [];
        ulong sent = 0;
        for (int second = 2; second < 60; second += 2)
        {
            sent += 1 << 30;
            if (converge.RecordSync(PagesPerGiB, sent, second * Second))
            {
                seen.Add(converge.ThrottlePercent);
            }
        }

        Assert.Equal([20, 30, 40, 50, 60, 70, 80, 90, 99, 99, 99, 99, 99, 99], seen);
    }

    [Fact]
    public void A_period_is_too_dirty_above_half_of_what_was_sent_and_not_at_it()
    {
        AutoConverge converge = new();
        Assert.False(converge.RecordSync(PagesPerGiB / 2, 1 << 30, 2 * Second));
        Assert.False(converge.RecordSync(PagesPerGiB / 2, 2UL << 30, 4 * Second));
        Assert.False(converge.RecordSync((PagesPerGiB / 2) + 1, 3UL << 30, 6 * Second));
        Assert.True(converge.RecordSync((PagesPerGiB / 2) + 1, 4UL << 30, 8 * Second));
    }

    [Fact]
    public void A_good_period_between_two_bad_ones_does_not_reset_the_count()
    {
        AutoConverge converge = new();
        Assert.False(converge.RecordSync(PagesPerGiB, 1 << 30, 2 * Second));
        Assert.False(converge.RecordSync(0, 2UL << 30, 4 * Second));
        Assert.False(converge.RecordSync(0, 3UL << 30, 6 * Second));
        Assert.True(converge.RecordSync(PagesPerGiB, 4UL << 30, 8 * Second));
    }

    [Fact]
    public void Syncs_within_a_second_are_of_one_period()
    {
        AutoConverge converge = new();
        Assert.False(converge.RecordSync(PagesPerGiB / 3, 1 << 28, 500 * Millisecond));
        Assert.False(converge.RecordSync(PagesPerGiB / 3, 1 << 29, Second));
        // 2/3 GiB dirtied of 1 GiB sent, in two periods of which the second is over half a GiB dirtied of one.
        Assert.False(converge.RecordSync(0, 1 << 30, Second + 1));
        Assert.True(converge.RecordSync(PagesPerGiB, 2UL << 30, 3 * Second));
    }

    [Fact]
    public void A_sync_is_due_after_5_s_but_never_in_round_0()
    {
        AutoConverge converge = new();
        Assert.False(converge.IsSyncDue(0, 100 * Second, 0));
        Assert.False(converge.IsSyncDue(1, (15 * Second) - 1, 10 * Second));
        Assert.True(converge.IsSyncDue(1, 15 * Second, 10 * Second));
    }

    [Fact]
    public void All_parameters_count()
    {
        AutoConverge converge = new(new AutoConvergeOptions
        {
            TriggerPercent = 10,
            InitialPercent = 5,
            IncrementPercent = 40,
            MaxPercent = 60,
            PeriodsToTrigger = 1,
            PeriodNanoseconds = 10 * Millisecond,
            MaxSyncIntervalNanoseconds = Second,
        });
        Assert.False(converge.RecordSync(PagesPerGiB / 10, 1 << 30, 11 * Millisecond));
        Assert.True(converge.RecordSync(PagesPerGiB / 5, 2UL << 30, 22 * Millisecond));
        Assert.Equal(5, converge.ThrottlePercent);
        Assert.True(converge.RecordSync(PagesPerGiB / 5, 3UL << 30, 33 * Millisecond));
        Assert.Equal(45, converge.ThrottlePercent);
        Assert.True(converge.RecordSync(PagesPerGiB / 5, 4UL << 30, 44 * Millisecond));
        Assert.Equal(60, converge.ThrottlePercent);
        Assert.True(converge.IsSyncDue(1, Second, 0));
        Assert.Equal(3, converge.Triggers);
    }

    [Fact]
    public void A_slow_tail_adds_no_more_than_the_period_showed_to_be_enough()
    {
        AutoConverge converge = new(new AutoConvergeOptions { TailSlow = true, PeriodsToTrigger = 1 });
        converge.RecordSync(PagesPerGiB, 1 << 30, 2 * Second);
        Assert.Equal(20, converge.ThrottlePercent);
        // Dirtied 0.52 of what was sent where 0.5 is allowed: 80 % of speed should have been 76 %.
        converge.RecordSync((ulong)(PagesPerGiB * 0.52), 2UL << 30, 4 * Second);
        Assert.Equal(24, converge.ThrottlePercent);
        converge.RecordSync(4 * PagesPerGiB, 3UL << 30, 6 * Second);
        Assert.Equal(34, converge.ThrottlePercent);
    }

    [Fact]
    public void M20_throttle_state_is_that_of_one_migration()
    {
        PredictionRequest request = Guest(8, 2, 4) with { AutoConverge = new AutoConvergeOptions() };
        PredictionResult first = MigrationPredictor.Predict(request);
        PredictionResult second = MigrationPredictor.Predict(request);
        Assert.Equal(70, first.ThrottlePercent);
        Assert.Equal(first.TotalSeconds, second.TotalSeconds);
        Assert.Equal(0, second.RoundsDetail[0].Round.ThrottlePercent);
    }

    [Fact]
    public void A_limited_vcpu_is_left_alone_within_25_MiB_of_its_limit()
    {
        VcpuDirtyLimit limit = new(new DirtyLimitOptions { BytesPerSecond = 100 * MiB });
        limit.Adjust(125 * MiB);
        Assert.Equal(0, limit.SleepNanoseconds);
        Assert.Equal(1, limit.RunningFraction);
    }

    [Fact]
    public void A_vcpu_far_off_its_limit_sleeps_as_long_as_brings_it_there()
    {
        VcpuDirtyLimit limit = new(new DirtyLimitOptions { BytesPerSecond = 100 * MiB });
        limit.Adjust(400 * MiB);
        // 16 MiB of ring fill in 40 ms at 400 MiB/s; to reach a quarter of the rate, 120 ms of sleep go with each.
        Assert.Equal(120 * Millisecond, limit.SleepNanoseconds);
        Assert.Equal(0.25, limit.RunningFraction, 9);
        limit.Adjust(0);
        Assert.Equal(0, limit.SleepNanoseconds);
    }

    [Fact]
    public void A_vcpu_near_its_limit_moves_by_tenths_of_the_time_its_ring_fills()
    {
        VcpuDirtyLimit limit = new(new DirtyLimitOptions { BytesPerSecond = 300 * MiB });
        limit.Adjust(400 * MiB);
        Assert.Equal(4 * Millisecond, limit.SleepNanoseconds);
        limit.Adjust(400 * MiB);
        Assert.Equal(8 * Millisecond, limit.SleepNanoseconds);
        limit.Adjust(200 * MiB);
        Assert.Equal(4 * Millisecond, limit.SleepNanoseconds);
    }

    [Fact]
    public void A_sleep_is_at_most_99_times_the_ring()
    {
        VcpuDirtyLimit limit = new(new DirtyLimitOptions { BytesPerSecond = 1 });
        limit.Adjust(4096 * MiB);
        limit.Adjust(4096 * MiB);
        Assert.Equal(99 * 16.0 / 4096 * 1e9, limit.SleepNanoseconds, 0.5);
        Assert.Equal(0.01, limit.RunningFraction, 9);
    }

    [Fact]
    public void A_limit_on_vcpus_ends_a_migration_that_would_not_converge()
    {
        PredictionRequest request = Guest(8, 2, 4) with { VcpuCount = 4 };
        Assert.Equal(PredictionOutcome.NotConverging, MigrationPredictor.Predict(request).Outcome);
        PredictionResult limited = MigrationPredictor.Predict(request with
        {
            DirtyLimit = new DirtyLimitOptions { BytesPerSecond = 50 * MiB },
        });
        Assert.Equal(PredictionOutcome.Completed, limited.Outcome);
        Assert.InRange(limited.ThrottlePercent, 60, 99);
        Assert.InRange(limited.ThrottledSeconds, 1, limited.TotalSeconds);
        Assert.Throws<ArgumentException>(() => MigrationPredictor.Predict(request with
        {
            DirtyLimit = new DirtyLimitOptions(),
            AutoConverge = new AutoConvergeOptions(),
        }));
    }

    [Fact]
    public void The_rate_of_a_round_follows_the_dirty_rate_within_its_bounds()
    {
        AdaptiveRate rate = new();
        const double Megabit = 1e6 / 8;
        Assert.Equal(100 * Megabit, rate.Next(0));
        Assert.Equal(100 * Megabit, rate.Next(50 * Megabit));
        Assert.Equal(250 * Megabit, rate.Next(200 * Megabit));
        Assert.Equal(500 * Megabit, rate.Next(1000 * Megabit));
    }
}
