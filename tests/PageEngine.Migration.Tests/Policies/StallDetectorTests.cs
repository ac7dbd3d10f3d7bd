using static PageEngine.Migration.Tests.Samples;

namespace PageEngine.Migration.Tests;

public sealed class StallDetectorTests
{
    [Fact]
    public void It_is_a_stall_when_what_is_left_is_not_below_0_96_of_the_best_of_a_minute_ago()
    {
        StallDetector detector = new();
        Assert.False(detector.Record(1000, 0));
        Assert.False(detector.Record(961, 59 * Second));
        Assert.True(detector.Record(960, 60 * Second));
        Assert.False(detector.Record(959, 60 * Second));
    }

    [Fact]
    public void The_best_value_counts_and_not_the_last()
    {
        StallDetector detector = new();
        detector.Record(1000, 0);
        detector.Record(500, 10 * Second);
        Assert.False(detector.Record(5000, 69 * Second));
        Assert.True(detector.Record(490, 70 * Second));
        Assert.False(detector.Record(470, 71 * Second));
        // A minute after 470 came, it is what to fall below.
        Assert.True(detector.Record(460, 131 * Second));
        Assert.True(detector.IsStalled);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_agrees_with_a_search_over_all_values(int seed)
    {
        Random random = new(seed);
        StallDetector detector = new();
        List<(long At, ulong Left)> values = [];
        long second = 0;
        ulong left = 100_000;
        for (int i = 0; i < 2000; i++)
        {
            second += random.Next(4);
            left = (ulong)Math.Max(1, (double)left * (0.99 + (random.NextDouble() * 0.015)));
            values.Add((second, left));
            ulong best = values.Min(value => value.Left);
            ulong? before = values.Where(value => value.At <= second - 60).Select(value => (ulong?)value.Left).Min();
            Assert.Equal(before is { } old && best >= 0.96 * old, detector.Record(left, second * Second));
        }
    }

    [Fact]
    public void A_long_silence_keeps_the_best_from_before_it()
    {
        StallDetector detector = new();
        detector.Record(1000, 0);
        Assert.True(detector.Record(1000, 1_000_000 * Second));
        Assert.False(detector.Record(900, 1_000_001 * Second));
    }

    [Fact]
    public void A_stalled_migration_is_given_up_or_switched_and_one_at_its_end_is_not()
    {
        StallPolicy policy = new(new QemuStopPolicy(), StopDecision.SwitchToPostCopy);
        Assert.Equal(StopDecision.Send, policy.Decide(AtSync(262_144)));
        MigrationProgress later = AtSync(262_144) with { NowNanoseconds = 61 * Second };
        Assert.Equal(StopDecision.SwitchToPostCopy, policy.Decide(later));
        Assert.Equal(StopDecision.SwitchToPostCopy, policy.Decide(later with { IsAtSync = false }));
        Assert.Equal(StopDecision.Stop, policy.Decide(later with { RemainingPages = 10 }));
        Assert.Equal(StopDecision.Send, policy.Decide(later with { RemainingPages = 200_000 }));
    }

    [Fact]
    public void A_predicted_migration_that_stalls_is_given_up_after_a_minute()
    {
        PredictionResult result = MigrationPredictor.Predict(Guest(8, 2, 4), new StallPolicy(new QemuStopPolicy()));
        Assert.Equal(PredictionOutcome.NotConverging, result.Outcome);
        Assert.InRange(result.TotalSeconds, 60, 90);
    }
}
