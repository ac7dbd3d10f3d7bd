using FsCheck.Xunit;
using static PageEngine.Simulation.Tests.ReclaimSamples;

namespace PageEngine.Simulation.Tests;

public sealed class MemoryStatesTests
{
    private const ReclaimActions Force = ReclaimActions.Compress | ReclaimActions.Swap;

    [Fact]
    public void R4_the_classic_states_follow_falling_memory()
    {
        ClassicMemoryStates states = new(10_000);
        (ulong Free, MemoryState State, ReclaimActions On)[] steps =
        [
            (700, MemoryState.High, ReclaimActions.None),
            (500, MemoryState.High, ReclaimActions.None),
            (390, MemoryState.Soft, ReclaimActions.Balloon),
            (190, MemoryState.Hard, Force),
            (90, MemoryState.Low, Force | ReclaimActions.Block),
        ];
        foreach ((ulong free, MemoryState state, ReclaimActions on) in steps)
        {
            Assert.Equal(state, states.Update(free));
            Assert.Equal(on, states.Actions & ~ReclaimActions.Share);
        }
    }

    [Fact]
    public void R4_the_way_up_leads_past_the_next_threshold()
    {
        ClassicMemoryStates states = new(10_000);
        states.Update(50);
        (ulong Free, MemoryState State)[] steps =
        [
            (150, MemoryState.Low), (200, MemoryState.Low), (201, MemoryState.Hard), (400, MemoryState.Hard),
            (401, MemoryState.Soft), (600, MemoryState.Soft), (601, MemoryState.High), (400, MemoryState.High),
            (399, MemoryState.Soft), (9_000, MemoryState.High), (0, MemoryState.Low), (10_000, MemoryState.High),
        ];
        Assert.All(steps, step => Assert.Equal(step.State, states.Update(step.Free)));
    }

    [Theory]
    [InlineData(7, 4)]
    [InlineData(1.5, 4)]
    [InlineData(0.5, 4)]
    [InlineData(0.5, 2)]
    [InlineData(7, 6)]
    public void R4_memory_that_wavers_about_a_threshold_makes_one_transition_at_most(double start, double threshold)
    {
        ClassicMemoryStates states = new(1_000_000);
        MemoryState last = states.Update((ulong)(start * 10_000));

        // On the way to the band it may change; inside it once.
        last = states.Update((ulong)((threshold + 0.2) * 10_000));
        int transitions = 0;
        for (int i = 0; i < 1000; i++)
        {
            double free = threshold + (0.2 * Math.Sin(i * 0.7));
            MemoryState state = states.Update((ulong)(free * 10_000));
            transitions += state == last ? 0 : 1;
            last = state;
        }

        Assert.InRange(transitions, 0, 1);
    }

    [Theory]
    [InlineData(4, 245.76)]
    [InlineData(12, 573.44)]
    [InlineData(28, 901.12)]
    [InlineData(128, 1925.12)]
    [InlineData(2, 122.88)]
    [InlineData(8, 409.6)]
    [InlineData(48, 1105.92)]
    public void R5_the_sliding_scale_gives_the_printed_numbers(ulong gibibytes, double mebibytes)
    {
        Assert.Equal(mebibytes, MinFree.MebibytesFor(GiB(gibibytes)), 9);
        Assert.Equal((ulong)(mebibytes * 256), MinFree.PagesFor(GiB(gibibytes)));
    }

    [Fact]
    public void R5_the_edges_are_parts_of_minFree()
    {
        MinFreeMemoryStates states = new(GiB(128));
        double pages = 1925.12 * 256;
        Assert.Equal((ulong)pages, states.MinFreePages);
        (MemoryState State, double Part)[] edges =
        [
            (MemoryState.High, 4), (MemoryState.Clear, 1), (MemoryState.Soft, 0.64),
            (MemoryState.Hard, 0.32), (MemoryState.Low, 0.16),
        ];
        Assert.All(edges, edge => Assert.Equal((ulong)(pages * edge.Part), states.EdgeOf(edge.State)));
    }

    [Fact]
    public void R5_each_state_has_its_rungs_and_the_balloon_is_off_when_it_is_late()
    {
        MinFreeMemoryStates states = new(GiB(28));
        const ReclaimActions Sharing = ReclaimActions.Share | ReclaimActions.SplitLargePages;
        (double Part, MemoryState State, ReclaimActions On)[] steps =
        [
            (4.5, MemoryState.High, ReclaimActions.None),
            (1.5, MemoryState.High, ReclaimActions.SplitLargePages),
            (0.99, MemoryState.Clear, Sharing),
            (0.63, MemoryState.Soft, Sharing | ReclaimActions.Balloon),
            (0.31, MemoryState.Hard, Sharing | Force),
            (0.15, MemoryState.Low, Sharing | Force | ReclaimActions.Block),
            (0.33, MemoryState.Hard, Sharing | Force),
            (0.63, MemoryState.Hard, Sharing | Force),
            (0.65, MemoryState.Soft, Sharing | ReclaimActions.Balloon),
            (1.01, MemoryState.Clear, Sharing),
            (3.9, MemoryState.Clear, Sharing),
            (4.1, MemoryState.High, ReclaimActions.None),
        ];
        foreach ((double part, MemoryState state, ReclaimActions on) in steps)
        {
            Assert.Equal(state, states.Update((ulong)(part * states.MinFreePages)));
            Assert.Equal(on, states.Actions);
        }
    }

    [Fact]
    public void The_pages_to_a_better_state_are_just_enough()
    {
        IMemoryStatePolicy[] policies = [new ClassicMemoryStates(10_007), new MinFreeMemoryStates(10_007)];
        foreach (IMemoryStatePolicy states in policies)
        {
            foreach (MemoryState target in Enum.GetValues<MemoryState>())
            {
                states.Update(10_007);
                Assert.Equal(0UL, states.PagesToReach(target, 10_007));
                states.Update(3);
                ulong pages = states.PagesToReach(target, 3);
                if (pages > 0)
                {
                    Assert.NotInRange(states.Update(3 + pages - 1), MemoryState.High, target);
                }

                Assert.InRange(states.Update(3 + pages), MemoryState.High, target);
            }
        }
    }

    [Fact]
    public void Thresholds_can_be_set_and_wrong_ones_are_refused()
    {
        ClassicMemoryStates states =
            new(1000, new ClassicMemoryThresholds { High = 0.2, Soft = 0.1, Hard = 0.07, Low = 0.05 });
        Assert.Equal(70UL, states.EdgeOf(MemoryState.Hard));
        Assert.Equal(200UL, states.EdgeOf(MemoryState.Clear));
        MinFreeMemoryStates scaled = new(1000, new MinFreeThresholds { MinFreePages = 100 });
        Assert.Equal(64UL, scaled.EdgeOf(MemoryState.Soft));
        ClassicMemoryThresholds[] wrong =
        [
            new() { High = 1 }, new() { High = double.NaN }, new() { Soft = 0.06 }, new() { Hard = 0.05 },
            new() { Low = 0 }, new() { Low = -1 },
        ];
        Assert.All(wrong, item => Assert.Throws<ArgumentOutOfRangeException>(() => new ClassicMemoryStates(9, item)));
        MinFreeThresholds[] wrongScaled =
            [new() { High = 1 }, new() { Clear = double.NaN }, new() { Low = 0.5 }, new() { MinFreePages = 251 }];
        Assert.All(
            wrongScaled,
            item => Assert.Throws<ArgumentOutOfRangeException>(() => new MinFreeMemoryStates(1000, item)));
        Assert.Throws<ArgumentOutOfRangeException>(() => states.ActionsIn((MemoryState)5));
        Assert.Throws<ArgumentOutOfRangeException>(() => scaled.ActionsIn((MemoryState)5));
        Assert.Throws<ArgumentOutOfRangeException>(() => states.EdgeOf((MemoryState)(-1)));
    }

    [Fact]
    public void States_survive_a_save()
    {
        MinFreeMemoryStates states = new(GiB(8));
        states.Update(states.EdgeOf(MemoryState.High) - 1);
        MinFreeMemoryStates copy = new(GiB(8));
        Reload(states.Save, copy.Load);
        Assert.Equal((states.State, states.Actions), (copy.State, copy.Actions));
        states.Update(0);
        Reload(states.Save, copy.Load);
        Assert.Equal(MemoryState.Low, copy.State);

        byte[] clear = new byte[9];
        clear[0] = (byte)MemoryState.Clear;
        AssertRefuses(new ClassicMemoryStates(1000).Load, clear);
        AssertRefuses(copy.Load, [77, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    [Property]
    public void The_state_is_where_hysteresis_says(bool scaled, ushort[] history)
    {
        const ulong Host = 5000;
        IMemoryStatePolicy policy = scaled ? new MinFreeMemoryStates(Host) : new ClassicMemoryStates(Host);
        MemoryState[] states = scaled
            ? Enum.GetValues<MemoryState>()
            : [MemoryState.High, MemoryState.Soft, MemoryState.Hard, MemoryState.Low];
        int index = 0;
        foreach (ushort item in history)
        {
            ulong free = item % 800UL;

            // The oracle takes one step at a time until none is left to take.
            int last;
            do
            {
                last = index;
                if (index + 1 < states.Length && free < policy.EdgeOf(states[index + 1]))
                {
                    index++;
                }
                else if (index > 0 && free > policy.EdgeOf(states[index - 1]))
                {
                    index--;
                }
            }
            while (index != last);
            Assert.Equal(states[index], policy.Update(free));
        }
    }

    [Theory]
    [InlineData(BalloonStatus.Inflating, ReclaimActions.Share | ReclaimActions.Balloon)]
    [InlineData(BalloonStatus.Idle, ReclaimActions.Share | ReclaimActions.Balloon)]
    [InlineData(BalloonStatus.Stalled, ReclaimActions.Share | Force)]
    [InlineData(BalloonStatus.Refusing, ReclaimActions.Share | Force)]
    [InlineData(BalloonStatus.Exhausted, ReclaimActions.Share | Force)]
    [InlineData(BalloonStatus.Absent, ReclaimActions.Share | Force)]
    public void The_ladder_goes_on_where_the_balloon_does_not_deliver(BalloonStatus balloon, ReclaimActions rungs)
    {
        ReclaimActions soft = new ClassicMemoryStates(100).ActionsIn(MemoryState.Soft);
        Assert.Equal(rungs, ReclaimLadder.RungsFor(soft, ReclaimActions.All, balloon));
        Assert.Equal(ReclaimActions.None, ReclaimLadder.RungsFor(ReclaimActions.None, ReclaimActions.All, balloon));
    }

    [Fact]
    public void Rungs_that_are_switched_off_stay_off()
    {
        ReclaimActions soft = new ClassicMemoryStates(100).ActionsIn(MemoryState.Soft);
        Assert.Equal(ReclaimActions.Swap, ReclaimLadder.RungsFor(soft, ReclaimActions.Swap, BalloonStatus.Inflating));
        Assert.Equal(ReclaimActions.None, ReclaimLadder.RungsFor(soft, ReclaimActions.None, BalloonStatus.Stalled));
    }

    [Fact]
    public void Rungs_are_climbed_one_by_one()
    {
        ReclaimActions rungs = ReclaimActions.Share | ReclaimActions.Compress | ReclaimActions.Swap;
        ReclaimActions rung = ReclaimActions.None;
        List<ReclaimActions> climbed = [];
        while ((rung = ReclaimLadder.Next(rungs, rung)) != ReclaimActions.None)
        {
            climbed.Add(rung);
        }

        Assert.Equal([ReclaimActions.Share, ReclaimActions.Compress, ReclaimActions.Swap], climbed);
    }
}
