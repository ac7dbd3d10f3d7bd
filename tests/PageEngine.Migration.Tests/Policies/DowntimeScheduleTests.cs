namespace PageEngine.Migration.Tests;

public sealed class DowntimeScheduleTests
{
    [Fact]
    public void M7_a_guest_of_3_GB_gets_11_limits_from_40_to_400_ms()
    {
        DowntimeSchedule schedule = DowntimeSchedule.Nova(400, steps: 10, delaySecondsPerGigabyte: 30, gigabytes: 3);
        DowntimeStep[] expected =
        [
            new(0, 40), new(90, 76), new(180, 112), new(270, 148), new(360, 184), new(450, 220), new(540, 256),
            new(630, 292), new(720, 328), new(810, 364), new(900, 400),
        ];
        Assert.Equal(expected, schedule.Steps);
    }

    [Theory]
    [InlineData(0, 40)]
    [InlineData(89_999, 40)]
    [InlineData(90_000, 76)]
    [InlineData(899_999, 364)]
    [InlineData(900_000, 400)]
    [InlineData(9_000_000, 400)]
    public void M7_a_limit_holds_from_its_time_on(long milliseconds, long limitMilliseconds)
    {
        DowntimeSchedule schedule = DowntimeSchedule.Nova(400, steps: 10, delaySecondsPerGigabyte: 30, gigabytes: 3);
        Assert.Equal(limitMilliseconds * 1_000_000, schedule.LimitAt(milliseconds * 1_000_000));
    }

    [Fact]
    public void M7_figures_are_cut_to_whole_ones()
    {
        DowntimeSchedule schedule = DowntimeSchedule.Nova(500, steps: 7, delaySecondsPerGigabyte: 11, gigabytes: 2);
        // 500/7 = 71.43, (500 − 71.43)/7 = 61.22
        Assert.Equal([71, 132, 193, 255, 316, 377, 438, 500], schedule.Steps.Select(step => step.LimitMilliseconds));
        Assert.Equal(7 * 22, schedule.Steps[^1].AtSeconds);
    }

    [Fact]
    public void M7_a_migration_under_the_schedule_ends_with_the_first_limit_that_it_meets()
    {
        // More is dirtied than the link carries, so the first limits are never met.
        PredictionRequest request = new()
        {
            Memory = ByteSize.FromGiB(4),
            WorkingSet = ByteSize.FromMiB(2048),
            DirtyPagesPerSecond = 1.2 * (1 << 30) / Page.Size,
            BandwidthBytesPerSecond = 1 << 30,
            Overlap = WriteOverlap.Independent,
        };
        DowntimeSchedule schedule = DowntimeSchedule.Nova(1000, steps: 10, delaySecondsPerGigabyte: 10, gigabytes: 4);
        PredictionResult result = MigrationPredictor.Predict(request, new SteppedDowntimePolicy(schedule));
        Assert.Equal(PredictionOutcome.Completed, result.Outcome);
        DowntimeStep met = schedule.Steps.Last(step => step.AtSeconds <= result.TotalSeconds);
        Assert.InRange(result.Downtime.TotalSeconds * 1e3, 1, met.LimitMilliseconds);
        Assert.InRange(result.TotalSeconds, met.AtSeconds, met.AtSeconds + 40);
        Assert.NotEqual(schedule.Steps[0], met);
    }
}
