namespace PageEngine.Simulation.Tests.WorkloadTests;

public sealed class MixedTests
{
    [Fact]
    public void Parts_have_their_weights_their_memory_and_their_own_ways()
    {
        MixedWorkload spec = new()
        {
            Parts =
            [
                new(new UniformWorkload { AccessesPerSecond = 1e6 }) { Weight = 3, MemoryShare = 0.5 },
                new(new SequentialWorkload { AccessesPerSecond = 1e5, WriteShare = 0 }) { Weight = 1 },
                new(new PageCacheWorkload { FileShare = 1, AccessesPerSecond = 1e4, WriteShare = 0 }) { Weight = 1 },
                new(new UniformWorkload()) { Weight = 0 },
            ],
        };
        TaskRun run = new(spec, TaskRun.Setting(600, filePages: 100));
        List<PageAccess> steps = run.Take(100_000);
        List<PageAccess> uniform = [.. steps.Where(step => step.Page < 300)];
        Chances.AssertShare(0.6, uniform.Count, steps.Count);
        Assert.All(uniform, step => Assert.Equal((PageAccessKind.Write, 1000L), (step.Kind, step.Nanoseconds)));
        List<PageAccess> sweep = [.. steps.Where(step => step.Page is >= 300 and < 600)];
        Chances.AssertShare(0.2, sweep.Count, steps.Count);
        IEnumerable<uint> inOrder = Enumerable.Range(0, sweep.Count).Select(i => 300U + (uint)(i % 100));
        Assert.Equal(inOrder, sweep.Select(step => step.Page));
        Assert.All(sweep, step => Assert.Equal((PageAccessKind.Read, 10_000L), (step.Kind, step.Nanoseconds)));
        Assert.All(steps.Where(step => step.Page >= 600), step => Assert.InRange(step.Page, 600U, 699U));
    }

    [Fact]
    public void The_task_ends_with_its_last_part()
    {
        MixedWorkload spec = new()
        {
            Parts =
            [
                new(new ComputeWorkload { Units = 10 }),
                new(new SequentialWorkload { Sweeps = 2 }) { Weight = 1000 },
            ],
        };
        List<PageAccess> steps = new TaskRun(spec, TaskRun.Setting(100)).Take(10_000);
        Assert.Equal(10 + (2 * 50), steps.Count);
        Assert.Equal(10, steps.Count(step => step.Nanoseconds == 1_000_000));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1001)]
    public void Every_part_has_a_page_of_its_own_while_there_are_enough(uint pages)
    {
        MixedWorkload spec = new()
        {
            Parts = [.. Enumerable.Range(0, 7).Select(_ => new WorkloadPart(new UniformWorkload()))],
        };
        TaskRun run = new(spec, TaskRun.Setting(pages));
        uint[] touched = [.. run.Take(50_000).Select(step => step.Page).Distinct()];
        Assert.All(touched, page => Assert.True(page < pages));
        Assert.Equal(pages, (uint)touched.Length);
    }

    [Fact]
    public void A_sleep_of_a_part_is_a_sleep_of_the_task_and_ends_the_batch()
    {
        MixedWorkload spec = new() { Parts = [new(new IdleWorkload()), new(new UniformWorkload())] };
        TaskRun run = new(spec, TaskRun.Setting(100));
        for (int i = 0; i < 200; i++)
        {
            ReadOnlySpan<PageAccess> steps = run.Next();
            int sleep = steps.ToArray().ToList().FindIndex(step => step.Kind == PageAccessKind.Sleep);
            Assert.True(sleep < 0 || sleep == steps.Length - 1);
        }
    }
}
