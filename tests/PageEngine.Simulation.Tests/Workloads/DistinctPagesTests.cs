namespace PageEngine.Simulation.Tests.WorkloadTests;

/// <summary>
/// How many different pages a task touches in a time: the closed forms that predictions are made from.
/// </summary>
public sealed class DistinctPagesTests
{
    [Theory]
    [InlineData(262_144, 3.0151e6, 100)]
    [InlineData(262_144, 3.0151e6, 200)]
    [InlineData(262_144, 3.0151e6, 500)]
    [InlineData(262_144, 3.0151e6, 1000)]
    [InlineData(1000, 5_000, 100)]
    [InlineData(1, 5_000, 100)]
    public void M0_uniform_accesses_touch_the_expected_different_pages(uint pages, double rate, int milliseconds)
    {
        int touched = Touched(new UniformWorkload { AccessesPerSecond = rate }, pages, milliseconds, out long accesses);
        double expected = pages * (1 - Math.Pow(1 - (1.0 / pages), accesses));

        // The variance of the number of cells that stay empty (Johnson and Kotz, Urn Models, 1977, 3.1).
        double empty = Math.Exp(-(double)accesses / pages);
        double deviation = Math.Sqrt(pages * empty * (1 - ((1 + ((double)accesses / pages)) * empty)));
        Assert.InRange(touched, expected - (5 * deviation) - 1, expected + (5 * deviation) + 1);
    }

    [Theory]
    [InlineData(1000, 5_000, 100, 1)]
    [InlineData(1000, 5_000, 150, 7)]
    [InlineData(1000, 5_000, 200, 1000)]
    [InlineData(1000, 5_000, 399, 4096)]
    [InlineData(1000, 5_000, 5000, 3)]
    [InlineData(1, 5_000, 100, 1)]
    public void M0_a_sweep_touches_all_pages_before_it_touches_one_again(
        uint pages, double rate, int milliseconds, int stride)
    {
        SequentialWorkload spec = new() { AccessesPerSecond = rate, Stride = stride };
        int touched = Touched(spec, pages, milliseconds, out long accesses);
        Assert.Equal((int)Math.Min(pages, accesses), touched);
    }

    [Theory]
    [InlineData(3.0151e6)]
    [InlineData(7)]
    [InlineData(999_999_999)]
    [InlineData(1e9)]
    public void The_rate_is_exact_however_many_nanoseconds_a_gap_has(double rate)
    {
        TaskRun run = new(new UniformWorkload { AccessesPerSecond = rate }, TaskRun.Setting(10));
        double accesses = run.Take(1_000_000).Count;
        Assert.Equal(accesses / rate * 1e9, run.Now.Nanoseconds, 1.5);
    }

    [Fact]
    public void Runs_take_the_time_of_their_accesses()
    {
        WorkloadPace single = new(3.0151e6, 1);
        WorkloadPace runs = new(3.0151e6, 1);
        long singles = 0;
        for (int i = 0; i < 7000; i++)
        {
            singles += single.NextGap();
        }

        long total = 0;
        for (int i = 0; i < 1000; i++)
        {
            total += runs.NextGap(7);
        }

        Assert.Equal(singles, total);
    }

    private static int Touched(WorkloadSpec spec, uint pages, int milliseconds, out long accesses)
    {
        TaskRun run = new(spec, TaskRun.Setting(pages), batch: 1);
        List<PageAccess> steps = run.TakeUntil(SimTime.FromMilliseconds(milliseconds));
        accesses = steps.Count;
        Assert.Equal(spec.AccessesPerSecond * milliseconds / 1000, accesses, 1.0);
        return steps.Select(step => step.Page).Distinct().Count();
    }
}
