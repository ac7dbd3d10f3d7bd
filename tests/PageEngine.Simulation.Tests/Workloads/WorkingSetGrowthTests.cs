namespace PageEngine.Simulation.Tests.WorkloadTests;

public sealed class WorkingSetGrowthTests
{
    private static readonly WorkingSetGrowthWorkload Triangle = new()
    {
        AccessesPerSecond = 100_000,
        Schedule =
        [
            new(SimTime.Zero, ByteSize.FromPages(100)),
            new(SimTime.FromSeconds(1), ByteSize.FromPages(1100)),
            new(SimTime.FromSeconds(2), ByteSize.FromPages(100)),
        ],
    };

    [Theory]
    [InlineData(0.25, 350)]
    [InlineData(0.5, 600)]
    [InlineData(1.0, 1100)]
    [InlineData(1.9, 200)]
    [InlineData(5.0, 100)]
    public void The_set_grows_and_shrinks_evenly(double seconds, int pages)
    {
        TaskRun run = new(Triangle, TaskRun.Setting(5000), batch: 1);
        run.TakeUntil(SimTime.FromSeconds(seconds));
        int[] touched = [.. run.Take(2000).Select(step => (int)step.Page)];
        Assert.InRange(touched.Max(), pages - 20, pages + 20);
    }

    [Fact]
    public void New_pages_are_written_first_and_in_order()
    {
        HashSet<uint> seen = [];
        TaskRun run = new(Triangle with { WriteShare = 0 }, TaskRun.Setting(5000));
        foreach (PageAccess step in run.TakeUntil(SimTime.FromSeconds(1)))
        {
            Assert.Equal(seen.Contains(step.Page) ? PageAccessKind.Read : PageAccessKind.Write, step.Kind);
            Assert.True(step.Page <= seen.Count, "a page before it was never touched");
            seen.Add(step.Page);
        }
    }

    [Fact]
    public void A_schedule_without_gradients_jumps()
    {
        TaskRun run = new(Triangle with { Gradual = false }, TaskRun.Setting(5000), batch: 1);
        Assert.Equal(99U, run.TakeUntil(SimTime.FromSeconds(0.99)).Max(step => step.Page));
        Assert.Equal(1099U, run.TakeUntil(SimTime.FromSeconds(1.5)).Max(step => step.Page));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Pages_that_leave_are_given_back_exactly_when_that_is_wanted(bool frees)
    {
        TaskRun run = new(Triangle with { FreesMemory = frees, Gradual = false }, TaskRun.Setting(5000), batch: 1);
        List<PageAccess> steps = run.TakeUntil(SimTime.FromSeconds(3));
        List<PageAccess> freed = [.. steps.Where(step => step.Kind == PageAccessKind.Free)];
        Assert.Equal(frees ? [new PageAccess(100, PageAccessKind.Free, 0, 1000)] : [], freed);
    }

    [Fact]
    public void A_period_begins_the_schedule_anew()
    {
        TaskRun run = new(Triangle with { Period = SimTime.FromSeconds(2) }, TaskRun.Setting(5000), batch: 1);
        run.TakeUntil(SimTime.FromSeconds(8.5));
        Assert.InRange(run.Take(2000).Max(step => step.Page), 580U, 620U);
    }

    [Fact]
    public void The_memory_bounds_the_set()
    {
        TaskRun run = new(Triangle, TaskRun.Setting(70));
        Assert.Equal(69U, run.TakeUntil(SimTime.FromSeconds(2)).Max(step => step.Page));
    }
}
