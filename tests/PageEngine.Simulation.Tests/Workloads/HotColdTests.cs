namespace PageEngine.Simulation.Tests.WorkloadTests;

public sealed class HotColdTests
{
    [Theory]
    [InlineData(0.1, 0.9)]
    [InlineData(0.5, 0.5)]
    [InlineData(0.001, 0.3)]
    [InlineData(0.9, 0.01)]
    public void Hot_pages_have_their_share_and_are_alike_and_cold_pages_too(double hotShare, double hotAccessShare)
    {
        const uint Pages = 1000;
        uint hot = (uint)Math.Round(hotShare * Pages);
        HotColdWorkload spec = new() { HotShare = hotShare, HotAccessShare = hotAccessShare };
        TaskRun run = new(spec, TaskRun.Setting(Pages));
        List<PageAccess> steps = run.Take(400_000);
        long[] counts = new long[Pages];
        foreach (PageAccess step in steps)
        {
            counts[step.Page]++;
        }

        Chances.AssertShare(hotAccessShare, counts[..(int)hot].Sum(), steps.Count);
        double ofHot = hotAccessShare / hot;
        double ofCold = (1 - hotAccessShare) / (Pages - hot);
        double[] law = [.. counts.Select((_, page) => page < hot ? ofHot : ofCold)];
        Chances.AssertFit(law, counts);
    }

    [Theory]
    [InlineData(0.0, 1.0, 0, 1000)]
    [InlineData(0.0, 0.0, 0, 1000)]
    [InlineData(1.0, 0.0, 0, 1000)]
    [InlineData(1.0, 1.0, 0, 1000)]
    [InlineData(0.1, 1.0, 0, 100)]
    [InlineData(0.1, 0.0, 100, 1000)]
    [InlineData(1e-9, 1.0, 0, 1)]
    public void Shares_of_nothing_and_all_leave_what_there_is(
        double hotShare, double hotAccessShare, uint first, uint end)
    {
        HotColdWorkload spec = new() { HotShare = hotShare, HotAccessShare = hotAccessShare };
        TaskRun run = new(spec, TaskRun.Setting(1000));
        uint[] pages = [.. run.Take(50_000).Select(step => step.Page)];
        Assert.Equal((first, end), (pages.Min(), pages.Max() + 1));
    }

    [Theory]
    [InlineData(1.0, 100)]
    [InlineData(0.5, 50)]
    [InlineData(0.0, 0)]
    public void The_hot_set_moves_when_a_phase_ends_and_comes_round(double shift, int pagesMoved)
    {
        HotColdWorkload spec = new()
        {
            HotShare = 0.1,
            HotAccessShare = 1,
            PhaseLength = SimTime.FromMilliseconds(10),
            PhaseShift = shift,
            AccessesPerSecond = 100_000,
        };
        TaskRun run = new(spec, TaskRun.Setting(1000));
        SimTime time = SimTime.Zero;
        foreach (PageAccess step in run.TakeUntil(SimTime.FromSeconds(1)))
        {
            time += new SimTime(step.Nanoseconds);
            long phase = time.Nanoseconds / 10_000_000;
            long inHotSet = ((step.Page - (phase * pagesMoved)) % 1000 + 1000) % 1000;
            Assert.True(inHotSet < 100, $"page {step.Page} at {time} is {inHotSet} pages into the hot set");
        }
    }

    [Fact]
    public void Phases_that_passed_between_two_calls_are_not_caught_up_one_by_one()
    {
        HotColdWorkload spec = new() { HotShare = 0.1, HotAccessShare = 1, PhaseLength = new SimTime(1) };
        WorkloadTask task = spec.CreateTask(TaskRun.Setting(1000));
        RandomStream random = new(1, "a", "b");
        PageAccess[] steps = new PageAccess[64];
        Assert.Equal(64, task.Next(steps, ref random, new SimTime(long.MaxValue / 2)));
        Assert.All(steps, step => Assert.True(step.Page < 1000));
    }
}
