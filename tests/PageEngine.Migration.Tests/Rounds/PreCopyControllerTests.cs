using static PageEngine.Migration.Tests.Samples;

namespace PageEngine.Migration.Tests;

public sealed class PreCopyControllerTests
{
    [Fact]
    public void It_sends_syncs_and_stops_in_that_order_whatever_the_policy()
    {
        PreCopyController controller = new(new FixedRoundsStopPolicy(2), 100);
        PreCopyAction action = controller.Next(0);
        Assert.Equal(new PreCopyAction(PreCopyActionKind.Send, 100, 50 * Millisecond), action);
        controller.RecordSent(60, 60 * 4104, 10);
        Assert.Equal(new PreCopyAction(PreCopyActionKind.Send, 40, 50 * Millisecond), controller.Next(10));
        controller.RecordSent(40, 40 * 4104, 20);
        Assert.Equal(PreCopyActionKind.Sync, controller.Next(20).Kind);
        controller.RecordSync(7, 25);
        Assert.Equal(7UL, controller.Next(25).MaxPages);
        controller.RecordSent(7, 7 * 4104, 30);
        Assert.Equal(PreCopyActionKind.Sync, controller.Next(30).Kind);
        controller.RecordSync(3, 31);
        PreCopyAction last = controller.Next(31);
        Assert.Equal(PreCopyActionKind.Stop, last.Kind);
        Assert.True(last.IsFinal);
        Assert.Equal(last, controller.Next(32));
        Assert.Equal(3UL, controller.RemainingPages);
        Assert.Equal(2, controller.Round);
        Assert.Equal(3, controller.Syncs);
        Assert.Equal(new MigrationRound(1, 25, 6, 7, 7 * 4104, 3, 3, 0), controller.LastRound);
    }

    [Fact]
    public void A_sync_that_finds_nothing_ends_it_under_every_policy()
    {
        PreCopyController controller = new(new FixedRoundsStopPolicy(10), 4);
        controller.Next(0);
        controller.RecordSent(4, 4, 1);
        controller.Next(1);
        controller.RecordSync(0, 2);
        Assert.Equal(PreCopyActionKind.Stop, controller.Next(2).Kind);
    }

    [Fact]
    public void A_throttle_comes_before_the_next_send_and_once()
    {
        AutoConvergeOptions options = new() { PeriodsToTrigger = 1, PeriodNanoseconds = 1 };
        PreCopyController controller = new(
            new FixedRoundsStopPolicy(9), 10, new PreCopyOptions { AutoConverge = options });
        controller.Next(0);
        controller.RecordSent(10, 10 * Page.Size, 100);
        controller.Next(100);
        controller.RecordSync(9, 101);
        Assert.Equal(new PreCopyAction(PreCopyActionKind.Throttle, ThrottlePercent: 20), controller.Next(101));
        Assert.Equal(PreCopyActionKind.Send, controller.Next(101).Kind);
        Assert.Equal(20, controller.ThrottlePercent);
        Assert.Equal(20, controller.Progress.ThrottlePercent);
    }

    [Fact]
    public void A_limit_on_vcpus_is_asked_for_in_the_place_of_a_throttle()
    {
        DirtyLimitOptions options = new()
        {
            BytesPerSecond = 5,
            Trigger = new AutoConvergeOptions { PeriodsToTrigger = 1, PeriodNanoseconds = 1 },
        };
        PreCopyController controller = new(
            new FixedRoundsStopPolicy(9), 10, new PreCopyOptions { DirtyLimit = options });
        controller.Next(0);
        controller.RecordSent(10, 10 * Page.Size, 100);
        controller.Next(100);
        controller.RecordSync(9, 101);
        Assert.Equal(
            new PreCopyAction(PreCopyActionKind.LimitDirtyRate, DirtyBytesPerSecond: 5), controller.Next(101));
        Assert.Equal(0, controller.ThrottlePercent);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void It_switches_to_post_copy_after_the_rounds_that_were_asked_for(int rounds)
    {
        PreCopyController controller = new(
            new QemuStopPolicy(1), 100, new PreCopyOptions { PostCopyAfterRounds = rounds });
        long now = 0;
        for (int round = 0; round < rounds; round++)
        {
            Assert.Equal(PreCopyActionKind.Send, controller.Next(now).Kind);
            controller.RecordSent(controller.RemainingPages, 1000, now += Second);
            Assert.Equal(PreCopyActionKind.Sync, controller.Next(now).Kind);
            controller.RecordSync(50, now);
        }

        Assert.Equal(PreCopyActionKind.SwitchToPostCopy, controller.Next(now).Kind);
    }

    [Fact]
    public void Wrong_reports_are_refused()
    {
        PreCopyController controller = new(new XenStopPolicy(), 100);
        controller.Next(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => controller.Next(9));
        Assert.Throws<ArgumentOutOfRangeException>(() => controller.RecordSent(101, 1, 11));
        Assert.Throws<ArgumentOutOfRangeException>(() => controller.RecordSync(101, 11));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PreCopyController(new XenStopPolicy(), 0));
        Assert.Throws<ArgumentException>(() => new PreCopyController(
            new XenStopPolicy(),
            1,
            new PreCopyOptions { AutoConverge = new AutoConvergeOptions(), DirtyLimit = new DirtyLimitOptions() }));
    }

    [Fact]
    public void M17_the_time_of_a_sync_lowers_the_measured_bandwidth()
    {
        BandwidthEstimator without = new(300 * Millisecond);
        without.Record(300_000_000, 300 * Millisecond);
        BandwidthEstimator with = new(300 * Millisecond);
        with.Record(300_000_000, 299 * Millisecond);
        with.Record(0, 373 * Millisecond);
        Assert.Equal(1e9, without.BytesPerSecond, 1);
        Assert.Equal(-0.20, (with.BytesPerSecond / without.BytesPerSecond) - 1, 0.005);
    }

    [Fact]
    public void M17_a_controller_and_a_prediction_see_it_too()
    {
        PreCopyController controller = new(new QemuStopPolicy(), 1_000_000);
        controller.Next(0);
        controller.RecordSent(900_000, 300_000_000, 50 * Millisecond);
        controller.RecordSync(900_000, 100 * Millisecond);
        Assert.Equal(3e9, controller.Progress.BandwidthBytesPerSecond, 1);

        // Each sync takes 73 ms in which nothing is sent and the guest writes on.
        PredictionRequest request = Guest(8, .5, 2);
        PredictionResult quick = MigrationPredictor.Predict(request);
        PredictionResult slow = MigrationPredictor.Predict(request with { SyncSeconds = 0.073 });
        Assert.True(slow.TotalSeconds > quick.TotalSeconds + (0.073 * slow.Syncs));
        Assert.Equal(0.073, slow.Downtime.FinalSyncSeconds);
    }

    [Fact]
    public void M5_expected_downtimes_are_those_of_a_run_that_did_not_converge()
    {
        (double MiB, double Rate, double? LeftMiB)[] rounds =
            [(6144, 1986.83, 5418), (5418, 1824.44, 5418), (5418, 1854.25, 5428)];
        int[] expected = [2726, 2969, 2926];
        PreCopyController controller = new(new CloudHypervisorStopPolicy(), ByteSize.FromMiB(6144).Pages);
        double seconds = 0;
        for (int i = 0; i < rounds.Length; i++)
        {
            seconds += rounds[i].MiB / rounds[i].Rate;
            long now = (long)(seconds * Second);
            Assert.Equal(PreCopyActionKind.Send, controller.Next(now).Kind);
            controller.RecordSent(controller.RemainingPages, (ulong)(rounds[i].MiB * MiB), now);
            Assert.Equal(PreCopyActionKind.Sync, controller.Next(now).Kind);
            controller.RecordSync((ulong)(rounds[i].LeftMiB!.Value * MiB / Page.Size), now);
            // The run printed whole milliseconds, and what was left in whole MiB.
            int downtime = (int)(controller.LastRound.ExpectedDowntimeSeconds * 1e3);
            Assert.InRange(downtime, expected[i] - 1, expected[i] + 1);
        }

        Assert.Equal(PreCopyActionKind.Send, controller.Next((long)(seconds * Second)).Kind);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        PreCopyController controller = new(
            new QemuStopPolicy(), 1 << 20, new PreCopyOptions { AutoConverge = new AutoConvergeOptions() });
        long now = Run(controller, 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        now = Run(controller, now);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(400, controller.Round);
    }

    private static long Run(PreCopyController controller, long now)
    {
        for (int i = 0; i < 200; i++)
        {
            PreCopyAction action = controller.Next(now);
            while (action.Kind == PreCopyActionKind.Throttle)
            {
                action = controller.Next(now);
            }

            controller.RecordSent(controller.RemainingPages, 1 << 20, now += Second);
            controller.Next(now);
            controller.RecordSync(1 << 19, now);
        }

        return now;
    }
}
