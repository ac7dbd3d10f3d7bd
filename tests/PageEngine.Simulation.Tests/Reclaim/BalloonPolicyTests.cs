using FsCheck.Xunit;
using static PageEngine.Simulation.Tests.ReclaimSamples;

namespace PageEngine.Simulation.Tests;

public sealed class BalloonPolicyTests
{
    private const ulong Size = 1_000_000;
    private static readonly BalloonOptions Gentle = new() { MayMakeGuestPage = false };

    [Fact]
    public void A_guest_is_asked_for_two_thirds_of_its_memory_at_most()
    {
        BalloonPolicy policy = new();
        Assert.Equal((600_000UL, BalloonLimit.None), Decide(policy, new(Size, 0, 600_000), 0));
        Assert.Equal((650_000UL, BalloonLimit.Share), Decide(policy, new(Size, 0, 900_000), 0));
        Assert.Equal(
            (200_000UL, BalloonLimit.Minimum),
            Decide(policy, new(Size, 0, 900_000) { MinGuestPages = 800_000 }, 0));
        Assert.Equal(
            (0UL, BalloonLimit.Minimum),
            Decide(new BalloonPolicy(new BalloonOptions { MinGuestPages = 2 * Size }), new(Size, 0, 900_000), 0));
        Assert.Equal((0UL, BalloonLimit.NoDriver), Decide(policy, new(Size, 0, 10) { HasNoDriver = true }, 0));
        Assert.Equal(BalloonStatus.Absent, policy.Status);
        Assert.Equal(BalloonStatus.Absent, policy.Observe(0, Second));
    }

    [Fact]
    public void The_balloon_moves_at_its_rate_and_loses_no_part_of_a_page()
    {
        BalloonOptions options = new() { InflatePagesPerSecond = 3, DeflatePagesPerSecond = 7 };
        BalloonPolicy policy = new(options);
        policy.Decide(new BalloonRequest(100, 0, 30), 0);
        ulong pages = 0;
        for (int i = 0; i < 4000; i++)
        {
            long step = policy.Step(pages, Second / 1000);
            Assert.InRange(step, 0, 1);
            pages += (ulong)step;
        }

        Assert.Equal(12UL, pages);
        Assert.Equal(18, policy.Step(pages, 100 * Second));
        policy.Decide(new BalloonRequest(100, 30, 2), 0);
        Assert.Equal(-7, policy.Step(30, Second));
        Assert.Equal(-21, policy.Step(23, 10 * Second));
        Assert.Equal(0, policy.Step(2, long.MaxValue));
    }

    [Fact]
    public void A_balloon_that_reaches_its_target_rests()
    {
        BalloonPolicy policy = new();
        policy.Decide(new BalloonRequest(Size, 0, 50_000), 0);
        Assert.Equal(BalloonStatus.Inflating, policy.Status);
        Assert.Equal(BalloonStatus.Inflating, policy.Observe(25_000, Second));
        Assert.Equal(BalloonStatus.Idle, policy.Observe(50_000, 2 * Second));
        policy.Decide(new BalloonRequest(Size, 50_000, 0), 3 * Second);
        Assert.Equal(BalloonStatus.Deflating, policy.Status);
        Assert.Equal(BalloonStatus.Idle, policy.Observe(0, 4 * Second));
        policy.Decide(new BalloonRequest(Size, 0, Size), 5 * Second);
        Assert.Equal(BalloonStatus.Exhausted, policy.Observe(650_000, 40 * Second));
        Assert.Equal(0UL, policy.Stalls);
    }

    [Fact]
    public void A_driver_that_never_moves_refuses_and_one_that_stops_is_stalled()
    {
        BalloonPolicy policy = new();
        policy.Decide(new BalloonRequest(Size, 0, 50_000), 0);
        Assert.Equal(BalloonStatus.Inflating, policy.Observe(0, 9 * Second));
        Assert.Equal(BalloonStatus.Refusing, policy.Observe(0, 10 * Second));
        Assert.Equal(BalloonStatus.Refusing, policy.Observe(0, 20 * Second));
        Assert.Equal(1UL, policy.Stalls);

        // It comes round, and stops half way.
        Assert.Equal(BalloonStatus.Inflating, policy.Observe(20_000, 21 * Second));
        Assert.Equal(BalloonStatus.Inflating, policy.Observe(20_000, 30 * Second));
        Assert.Equal(BalloonStatus.Stalled, policy.Observe(20_000, 31 * Second));
        Assert.Equal(2UL, policy.Stalls);
    }

    [Fact]
    public void Correcting_the_target_every_second_does_not_hide_a_stall()
    {
        BalloonPolicy policy = new();
        for (int i = 0; i < 10; i++)
        {
            policy.Decide(new BalloonRequest(Size, 0, 50_000 + (ulong)i), i * Second);
            Assert.Equal(BalloonStatus.Inflating, policy.Observe(0, i * Second));
        }

        policy.Decide(new BalloonRequest(Size, 0, 60_000), 10 * Second);
        Assert.Equal(BalloonStatus.Refusing, policy.Observe(0, 10 * Second));
    }

    [Fact]
    public void Single_pages_are_no_progress()
    {
        BalloonPolicy policy = new();
        policy.Decide(new BalloonRequest(Size, 0, 50_000), 0);
        for (int second = 1; second < 10; second++)
        {
            Assert.Equal(BalloonStatus.Inflating, policy.Observe((ulong)second, second * Second));
        }

        Assert.Equal(BalloonStatus.Stalled, policy.Observe(10, 10 * Second));
    }

    [Fact]
    public void The_last_pages_of_a_target_are_progress_however_few()
    {
        BalloonPolicy policy = new();
        policy.Decide(new BalloonRequest(Size, 0, 5), 0);
        Assert.Equal(BalloonStatus.Idle, policy.Observe(5, 30 * Second));
        Assert.Equal(0UL, policy.Stalls);
    }

    [Fact]
    public void A_guest_that_did_not_run_is_not_called_stalled()
    {
        BalloonPolicy policy = new();
        policy.Decide(new BalloonRequest(Size, 0, 50_000), 0);
        policy.RestartClock(100 * Second);
        Assert.Equal(BalloonStatus.Inflating, policy.Observe(0, 101 * Second));
    }

    [Fact]
    public void Pages_that_the_guest_takes_back_are_left_to_it_for_a_while()
    {
        BalloonPolicy policy = new();
        policy.Decide(new BalloonRequest(Size, 0, 500_000), 0);
        policy.Observe(300_000, Second);
        Assert.Equal(BalloonStatus.Exhausted, policy.Observe(120_000, 2 * Second));
        Assert.Equal(1UL, policy.OutOfMemoryDeflations);
        Assert.Equal(
            (120_000UL, BalloonLimit.OutOfMemory),
            Decide(policy, new(Size, 120_000, 500_000), 20 * Second));
        Assert.Equal((500_000UL, BalloonLimit.None), Decide(policy, new(Size, 120_000, 500_000), 32 * Second));

        // Seen first by a decision, it counts as well; shrinking as asked does not.
        policy.Observe(500_000, 33 * Second);
        Assert.Equal((1000UL, BalloonLimit.None), Decide(policy, new(Size, 500_000, 1000), 34 * Second));
        policy.Observe(200_000, 35 * Second);
        Assert.Equal(1UL, policy.OutOfMemoryDeflations);
        Assert.Equal((10UL, BalloonLimit.OutOfMemory), Decide(policy, new(Size, 10, 1000), 36 * Second));
        Assert.Equal(2UL, policy.OutOfMemoryDeflations);
    }

    [Fact]
    public void A_gentle_balloon_takes_what_the_statistics_spare()
    {
        BalloonPolicy policy = new(Gentle with { CushionPages = 10_000 });
        BalloonRequest request = new(Size, 100_000, 500_000)
        {
            Statistics = new GuestMemoryStatistics(900_000, 50_000, 200_000, 0),
        };
        BalloonDecision decision = policy.Decide(request, Second);
        Assert.Equal(new BalloonDecision(290_000, BalloonLimit.Statistics, StatisticsTrust.Trusted), decision);
        Assert.Equal(500_000UL, new BalloonPolicy().Decide(request, Second).TargetPages);
    }

    [Fact]
    public void Statistics_are_believed_up_to_what_is_physically_possible()
    {
        BalloonPolicy policy = new(Gentle);
        BalloonRequest request = new(Size, 100_000, 600_000)
        {
            ActivePages = 700_000,
            Statistics = new GuestMemoryStatistics(900_000, 880_000, 890_000, 0),
        };
        Assert.Equal(
            new BalloonDecision(300_000, BalloonLimit.Statistics, StatisticsTrust.Capped),
            policy.Decide(request, Second));
        Assert.Equal(0, policy.FalseReports);
    }

    [Fact]
    public void A_guest_that_claims_the_impossible_is_not_believed_and_then_never_again()
    {
        BalloonPolicy policy = new(Gentle with { ProbePages = 500 });
        GuestMemoryStatistics[] lies =
        [
            new(Size + 1, 0, 0, 0), new(500, 0, 501, Second), new(500, 501, 0, 2 * Second),
        ];
        foreach (GuestMemoryStatistics lie in lies)
        {
            // The same lie, read twice, is counted once.
            BalloonRequest request = new(Size, 0, 90_000) { Statistics = lie };
            policy.Decide(request, lie.AtNanoseconds);
            BalloonDecision again = policy.Decide(request, lie.AtNanoseconds);
            Assert.Equal((500UL, BalloonLimit.Progress), (again.TargetPages, again.Limit));
        }

        Assert.Equal(3, policy.FalseReports);
        GuestMemoryStatistics honest = new(Size, 600_000, 600_000, 4 * Second);
        BalloonDecision decision = policy.Decide(new(Size, 0, 90_000) { Statistics = honest }, 4 * Second);
        Assert.Equal(new BalloonDecision(500, BalloonLimit.Progress, StatisticsTrust.Distrusted), decision);
    }

    [Fact]
    public void Reports_from_the_future_are_lies_and_old_ones_are_stale()
    {
        BalloonPolicy policy = new(Gentle);
        GuestMemoryStatistics report = new(Size, 0, 600_000, 5 * Second);
        BalloonRequest request = new(Size, 0, 90_000) { Statistics = report };
        Assert.Equal(StatisticsTrust.Impossible, policy.Decide(request, 4 * Second).Trust);
        Assert.Equal(StatisticsTrust.Trusted, policy.Decide(request, 35 * Second).Trust);
        Assert.Equal(StatisticsTrust.Stale, policy.Decide(request, (35 * Second) + 1).Trust);
        Assert.Equal(StatisticsTrust.Missing, policy.Decide(new(Size, 0, 1), 0).Trust);
    }

    [Fact]
    public void Without_statistics_a_gentle_balloon_goes_by_what_it_delivers()
    {
        BalloonPolicy policy = new(Gentle with { ProbePages = 1000 });
        ulong pages = 0;
        long now = 0;
        foreach (ulong step in (ulong[])[1000, 2000, 4000, 8000])
        {
            BalloonDecision decision = policy.Decide(new(Size, pages, 500_000), now);
            Assert.Equal((pages + step, BalloonLimit.Progress), (decision.TargetPages, decision.Limit));
            pages = decision.TargetPages;
            Assert.Equal(BalloonStatus.Exhausted, policy.Observe(pages, now += Second));
        }

        policy.Decide(new(Size, pages, 500_000), now);
        Assert.Equal(BalloonStatus.Refusing, policy.Observe(pages, now + (10 * Second)));
        Assert.Equal(pages + 8000, policy.Decide(new(Size, pages, 500_000), now + (10 * Second)).TargetPages);
    }

    [Fact]
    public void A_guest_that_does_not_give_what_it_claims_to_have_is_caught()
    {
        BalloonPolicy policy = new();
        long now = 0;
        for (int round = 1; round <= 3; round++)
        {
            GuestMemoryStatistics claim = new(Size, 900_000, 900_000, now);
            policy.Decide(new(Size, 0, 400_000) { Statistics = claim }, now);
            Assert.Equal(BalloonStatus.Refusing, policy.Observe(0, now += 10 * Second));
            Assert.Equal(round, policy.FalseReports);
            policy.Decide(new(Size, 0, 0), now);
        }

        GuestMemoryStatistics last = new(Size, 900_000, 900_000, now);
        Assert.Equal(StatisticsTrust.Distrusted, policy.Decide(new(Size, 0, 1) { Statistics = last }, now).Trust);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        BalloonOptions[] wrong =
        [
            new() { MaxShare = 1.1 }, new() { MaxShare = double.NaN }, new() { InflatePagesPerSecond = 0 },
            new() { DeflatePagesPerSecond = 0 }, new() { MaxStatisticsAge = 0 }, new() { MaxFalseReports = 0 },
            new() { ProbePages = 0 }, new() { StallTime = Second - 1 }, new() { MinProgress = -0.1 },
            new() { OutOfMemoryHold = -1 },
        ];
        Assert.All(wrong, options => Assert.Throws<ArgumentOutOfRangeException>(() => new BalloonPolicy(options)));
        BalloonPolicy policy = new();
        Assert.Throws<ArgumentOutOfRangeException>(() => policy.Decide(new(10, 11, 0), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => policy.Step(0, -1));
        AssertRefuses(policy.Load, new byte[200]);
    }

    [Fact]
    public void A_round_of_the_host_allocates_nothing()
    {
        BalloonPolicy policy = new(Gentle);
        AssertAllocatesNothing(() =>
        {
            ulong sum = 0;
            for (int i = 0; i < 100; i++)
            {
                BalloonRequest request = new(Size, (ulong)i, 500_000) { Statistics = new(Size, 10, 500, i) };
                sum += policy.Decide(request, i).TargetPages + (ulong)policy.Step((ulong)i, 100);
                policy.Observe((ulong)i, i);
            }

            return sum;
        });
    }

    [Property(EndSize = 1_000_000_000)]
    public void A_hostile_guest_never_gets_a_target_beyond_the_limits_and_a_save_changes_nothing(
        int seed, bool gentle)
    {
        Random random = new(seed);
        BalloonOptions options = new() { MayMakeGuestPage = !gentle, ProbePages = 10, OutOfMemoryHold = 3 * Second };
        BalloonPolicy policy = new(options);
        BalloonPolicy copy = new(options);
        ulong balloon = 0;
        long now = 0;
        for (int i = 0; i < 200; i++)
        {
            ulong keep = (ulong)random.Next(800);
            BalloonRequest request = new(1000, balloon, (ulong)random.Next(2000))
            {
                MinGuestPages = keep,
                ActivePages = (ulong)random.Next(1500),
                Statistics = random.Next(3) == 0 ? null : RandomReport(random, now),
            };
            Reload(policy.Save, copy.Load);
            BalloonDecision decision = policy.Decide(request, now);
            Assert.Equal(decision, copy.Decide(request, now));
            Assert.InRange(decision.TargetPages, 0UL, Math.Min(650UL, 1000 - keep));
            Assert.True(decision.TargetPages <= request.WantedPages);
            Assert.Equal(decision.TargetPages == request.WantedPages, decision.Limit == BalloonLimit.None);

            long elapsed = random.NextInt64(2 * Second);
            long step = policy.Step(balloon, elapsed);
            Assert.Equal(step, copy.Step(balloon, elapsed));
            long distance = (long)decision.TargetPages - (long)balloon;
            Assert.InRange(step, Math.Min(distance, 0), Math.Max(distance, 0));
            balloon = random.Next(2) == 0 ? decision.TargetPages : (ulong)random.Next(1001);
            now += elapsed;
            Assert.Equal(policy.Observe(balloon, now), copy.Observe(balloon, now));
            Assert.Equal(Bytes(policy.Save), Bytes(copy.Save));
        }
    }

    private static GuestMemoryStatistics RandomReport(Random random, long now)
    {
        ulong total = random.Next(3) == 0 ? (ulong)random.NextInt64() : (ulong)random.Next(1001);
        return new(total, (ulong)random.Next(1000), (ulong)random.Next(1000), random.NextInt64(now + 9));
    }

    private static (ulong Target, BalloonLimit Limit) Decide(BalloonPolicy policy, BalloonRequest request, long now)
    {
        BalloonDecision decision = policy.Decide(request, now);
        return (decision.TargetPages, decision.Limit);
    }
}
