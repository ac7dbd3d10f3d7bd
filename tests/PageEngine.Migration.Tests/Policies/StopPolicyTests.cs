using static PageEngine.Migration.Tests.Samples;

namespace PageEngine.Migration.Tests;

public sealed class StopPolicyTests
{
    // 300 ms of 1 GiB/s, in pages; the threshold is inclusive.
    private const ulong Threshold = (ulong)(0.3 * (1 << 30) / 4096);

    [Theory]
    [InlineData(Threshold, StopDecision.Stop)]
    [InlineData(Threshold + 1, StopDecision.Send)]
    [InlineData(0UL, StopDecision.Stop)]
    public void Qemu_stops_right_after_a_sync_that_leaves_the_threshold_or_less(ulong left, StopDecision expected) =>
        Assert.Equal(expected, new QemuStopPolicy().Decide(AtSync(left)));

    [Theory]
    [InlineData(Threshold, StopDecision.Sync)]
    [InlineData(Threshold + 1, StopDecision.Send)]
    public void Qemu_looks_at_the_log_only_when_the_threshold_or_less_is_left(ulong left, StopDecision expected) =>
        Assert.Equal(expected, new QemuStopPolicy().Decide(AtSync(left) with { IsAtSync = false }));

    [Fact]
    public void Qemu_sends_everything_while_no_bandwidth_is_known()
    {
        MigrationProgress unknown = AtSync(1, round: 0) with { BandwidthBytesPerSecond = 0 };
        Assert.Equal(StopDecision.Send, new QemuStopPolicy().Decide(unknown));
        Assert.Equal(StopDecision.Send, new QemuStopPolicy().Decide(unknown with { IsAtSync = false }));
    }

    [Fact]
    public void Qemu_can_be_told_a_bandwidth_and_another_limit_on_the_way()
    {
        QemuStopPolicy policy = new(300 * Millisecond, assumedBandwidthBytesPerSecond: 2 * GiB);
        Assert.Equal(StopDecision.Stop, policy.Decide(AtSync(2 * Threshold)));
        policy.DowntimeLimitNanoseconds = 100 * Millisecond;
        Assert.Equal(StopDecision.Send, policy.Decide(AtSync(2 * Threshold)));
        Assert.Throws<ArgumentOutOfRangeException>(() => policy.DowntimeLimitNanoseconds = -1);
    }

    [Theory]
    [InlineData(49UL, 1, StopDecision.Stop)]
    [InlineData(50UL, 1, StopDecision.Send)]
    [InlineData(50UL, 4, StopDecision.Send)]
    [InlineData(5000UL, 5, StopDecision.Stop)]
    public void Xen_stops_at_fewer_than_50_pages_or_after_5_rounds(ulong left, int round, StopDecision expected) =>
        Assert.Equal(expected, new XenStopPolicy().Decide(AtSync(left, round)));

    [Theory]
    [InlineData(49UL, 2, 1.0, StopDecision.Stop)]
    [InlineData(50UL, 2, 1.0, StopDecision.Send)]
    [InlineData(50UL, 28, 1.0, StopDecision.Send)]
    [InlineData(50UL, 29, 1.0, StopDecision.Stop)]
    [InlineData(50UL, 2, 3.0, StopDecision.Send)]
    [InlineData(50UL, 2, 3.001, StopDecision.Stop)]
    [InlineData(0UL, 0, 0.0, StopDecision.Send)]
    public void Old_xen_looks_at_what_the_round_sent_at_29_rounds_and_at_three_times_the_memory(
        ulong sent, int round, double memories, StopDecision expected) =>
        Assert.Equal(expected, new XenLegacyStopPolicy().Decide(AtSync(100, round) with
        {
            RoundPages = sent,
            PagesSent = (ulong)(memories * 262_144),
        }));

    [Theory]
    [InlineData(4095UL, 262_144UL, StopDecision.Stop)]
    [InlineData(4096UL, 262_144UL, StopDecision.Send)]
    [InlineData(5000UL, 5256UL, StopDecision.Send)]
    [InlineData(5000UL, 5255UL, StopDecision.Stop)]
    [InlineData(5000UL, 4000UL, StopDecision.Stop)]
    public void Vmotion_stops_under_16_MiB_or_when_a_round_gains_less_than_1(
        ulong left, ulong before, StopDecision expected) =>
        Assert.Equal(expected, new VMotionStopPolicy().Decide(AtSync(left, 2) with { PreviousRemainingPages = before }));

    [Fact]
    public void Cloud_hypervisor_reckons_with_the_bandwidth_of_the_last_round()
    {
        CloudHypervisorStopPolicy policy = new();
        MigrationProgress slow = AtSync(Threshold) with { RoundNanoseconds = 2 * Second };
        Assert.Equal(StopDecision.Stop, policy.Decide(AtSync(Threshold)));
        Assert.Equal(StopDecision.Send, policy.Decide(slow));
        Assert.Equal(StopDecision.Stop, policy.Decide(slow with { RemainingPages = Threshold / 2 }));
        Assert.Equal(StopDecision.Stop, policy.Decide(slow with { RemainingPages = 0 }));
        Assert.Equal(StopDecision.Send, policy.Decide(AtSync(1, round: 0) with { RoundNanoseconds = 0 }));
    }

    [Fact]
    public void Fixed_rounds_end_after_their_number()
    {
        Assert.Equal(StopDecision.Send, new FixedRoundsStopPolicy(3).Decide(AtSync(9, 2)));
        Assert.Equal(StopDecision.Stop, new FixedRoundsStopPolicy(3).Decide(AtSync(9, 3)));
        Assert.Equal(StopDecision.Stop, new FixedRoundsStopPolicy(0).Decide(AtSync(262_144, 0)));
    }

    [Theory]
    [InlineData(StopDecision.GiveUp)]
    [InlineData(StopDecision.Stop)]
    [InlineData(StopDecision.SwitchToPostCopy)]
    public void A_time_cap_cancels_or_forces_what_is_not_at_its_end(StopDecision whenDue)
    {
        TimeCapPolicy policy = new(new QemuStopPolicy(), 5 * Second, whenDue);
        MigrationProgress late = AtSync(262_144) with { NowNanoseconds = 5 * Second };
        Assert.Equal(whenDue, policy.Decide(late));
        Assert.Equal(whenDue, policy.Decide(late with { IsAtSync = false }));
        Assert.Equal(StopDecision.Send, policy.Decide(late with { NowNanoseconds = (5 * Second) - 1 }));
        Assert.Equal(StopDecision.Stop, policy.Decide(late with { RemainingPages = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TimeCapPolicy(policy, Second, StopDecision.Send));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TimeCapPolicy(policy, 0));
    }

    [Fact]
    public void The_names_lead_to_the_policies_and_back()
    {
        foreach (StopPolicyKind kind in Enum.GetValues<StopPolicyKind>())
        {
            string name = StopPolicies.NameOf(kind);
            Assert.True(StopPolicies.TryParse(name, out StopPolicyKind parsed));
            Assert.Equal(kind, parsed);
            Assert.Equal(name, StopPolicies.Create(kind).Name);
        }

        Assert.False(StopPolicies.TryParse("Qemu", out _));
        Assert.False(StopPolicies.TryParse(null, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => StopPolicies.NameOf((StopPolicyKind)6));
        Assert.Throws<ArgumentOutOfRangeException>(() => StopPolicies.Create((StopPolicyKind)(-1)));
    }
}
