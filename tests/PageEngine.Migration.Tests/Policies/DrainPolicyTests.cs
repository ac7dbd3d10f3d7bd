using static PageEngine.Migration.Tests.Samples;

namespace PageEngine.Migration.Tests;

public sealed class DrainPolicyTests
{
    [Theory]
    [InlineData(0.300)]
    [InlineData(0.150)]
    public void M6_qemu_pauses_an_idle_guest_for_most_of_its_limit(double limitSeconds)
    {
        PredictionResult qemu = MigrationPredictor.Predict(Idle(4, limitSeconds, StopPolicyKind.Qemu));
        Assert.InRange(qemu.Downtime.TotalSeconds / limitSeconds, 0.8, 1.0);
    }

    [Theory]
    [InlineData(0.300, 4, 0.01, 0.05)]
    [InlineData(0.150, 4, 0.01, 0.05)]
    [InlineData(0.300, 64, 0.001, 0.02)]
    [InlineData(0.300, 2, 0, 0.05)]
    [InlineData(0.500, 8, 0.02, 0.1)]
    [InlineData(0.050, 16, 0.005, 0.5)]
    public void M6_ours_pauses_an_idle_guest_ten_times_shorter_for_the_same_bytes(
        double limitSeconds, double memoryGiB, double dirtyGiB, double workingSetGiB)
    {
        PredictionRequest request = Idle(memoryGiB, limitSeconds, StopPolicyKind.Qemu, dirtyGiB, workingSetGiB);
        PredictionResult qemu = MigrationPredictor.Predict(request);
        PredictionResult ours = MigrationPredictor.Predict(request with { Policy = StopPolicyKind.Drain });

        Assert.Equal(PredictionOutcome.Completed, ours.Outcome);
        Assert.True(
            ours.Downtime.TotalSeconds * 10 <= qemu.Downtime.TotalSeconds,
            $"{ours.Downtime.TotalSeconds} s against {qemu.Downtime.TotalSeconds} s");
        Assert.InRange((double)ours.TransferredBytes / qemu.TransferredBytes, 0, 1.01);
    }

    [Theory]
    [InlineData(8, .25, 1)]
    [InlineData(8, .5, 2)]
    [InlineData(8, .8, 4)]
    public void A_busy_guest_is_not_drained_beyond_the_budget_and_never_above_the_limit(
        double memoryGiB, double dirtyGiB, double workingSetGiB)
    {
        PredictionRequest request = Guest(memoryGiB, dirtyGiB, workingSetGiB) with { Policy = StopPolicyKind.Drain };
        PredictionResult drained = MigrationPredictor.Predict(request);
        // What the same rounds cost when they end at the limit.
        PredictionResult atLimit = MigrationPredictor.Predict(
            request, new DrainPolicy(300 * Millisecond, new DrainPolicyOptions { ExtraBytesFraction = 0 }));

        Assert.InRange(drained.Downtime.TotalSeconds, 0, 0.3);
        Assert.InRange((double)drained.TransferredBytes / atLimit.TransferredBytes, 1, 1.011);
        Assert.True(drained.Downtime.TotalSeconds <= atLimit.Downtime.TotalSeconds);
    }

    [Fact]
    public void A_round_that_would_leave_as_much_is_not_worth_its_bytes()
    {
        DrainPolicy policy = new(300 * Millisecond, new DrainPolicyOptions { ExtraBytesFraction = 100 });
        MigrationProgress progress = AtSync(20_000) with { DirtiedPages = 130_000 };
        // 20 000 pages take 76 ms, in which 9 900 more are dirtied: just under half.
        Assert.Equal(StopDecision.Send, policy.Decide(progress));
        Assert.Equal(StopDecision.Stop, policy.Decide(progress with { DirtiedPages = 140_000 }));
    }

    [Fact]
    public void A_pause_that_nobody_notices_needs_no_further_round()
    {
        DrainPolicy policy = new();
        Assert.Equal(StopDecision.Stop, policy.Decide(AtSync(262) with { DirtiedPages = 0 }));
        Assert.Equal(StopDecision.Send, policy.Decide(AtSync(263) with { DirtiedPages = 0 }));
        Assert.Equal(StopDecision.Stop, policy.Decide(AtSync(0)));
    }

    private static PredictionRequest Idle(
        double memoryGiB,
        double limitSeconds,
        StopPolicyKind policy,
        double dirtyGiB = 0.01,
        double workingSetGiB = 0.05) =>
        Guest(memoryGiB, dirtyGiB, workingSetGiB) with { DowntimeLimitSeconds = limitSeconds, Policy = policy };
}
