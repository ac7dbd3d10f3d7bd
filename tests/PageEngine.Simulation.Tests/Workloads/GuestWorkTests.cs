namespace PageEngine.Simulation.Tests.WorkloadTests;

/// <summary>Workloads that are more than a distribution: boots, caches, idle tasks, working sets that grow.</summary>
public sealed class GuestWorkTests
{
    [Fact]
    public void An_idle_task_sleeps_nearly_always_and_touches_a_small_set()
    {
        IdleWorkload spec = new()
        {
            AccessesPerInterval = 8,
            WorkingSet = ByteSize.FromPages(16),
            Interval = SimTime.FromMilliseconds(100),
        };
        TaskRun run = new(spec, TaskRun.Setting(10_000));
        List<PageAccess> steps = run.Take(90_000);
        Assert.Equal(PageAccessKind.Sleep, steps[0].Kind);
        double slept = steps.Where(step => step.Kind == PageAccessKind.Sleep).Sum(step => step.Nanoseconds / 1e9);
        int sleeps = steps.Count(step => step.Kind == PageAccessKind.Sleep);
        Assert.Equal(8, (steps.Count - sleeps) / (double)sleeps, 0.01);
        Assert.InRange(slept / sleeps, 0.1 * 0.95, 0.1 * 1.05);
        Assert.InRange(slept / run.Now.TotalSeconds, 0.99, 1);
        IEnumerable<PageAccess> writes = steps.Where(step => step.Kind == PageAccessKind.Write);
        Assert.Equal(16, writes.DistinctBy(step => step.Page).Count());
    }

    [Fact]
    public void A_boot_zeroes_all_memory_reads_the_system_files_and_settles()
    {
        BootStormWorkload spec = new()
        {
            SystemFiles = ByteSize.FromPages(300),
            WorkingSet = ByteSize.FromPages(50),
            SettledAccessesPerSecond = 10,
            WriteShare = 0.5,
        };
        TaskRun run = new(spec, TaskRun.Setting(1003, filePages: 500));
        List<PageAccess> steps = run.Take(2000);
        Assert.Equal(Enumerable.Range(0, 1003), PagesOf(steps, PageAccessKind.Zero));
        List<PageAccess> rest = [.. steps.SkipWhile(step => step.Kind == PageAccessKind.Zero)];
        List<PageAccess> reads = [.. rest.TakeWhile(step => step.Page >= 1003)];
        Assert.Equal(Enumerable.Range(1003, 300), PagesOf(reads, PageAccessKind.Read));
        Assert.All(rest.Skip(reads.Count), step => Assert.True(step.Page < 50 && step.Nanoseconds == 100_000_000));

        // 1303 pages at 100 000 a second.
        Assert.Equal(13_030_000, steps.TakeWhile(step => step.Nanoseconds < 100_000_000).Sum(step => step.Nanoseconds));
    }

    [Fact]
    public void A_boot_that_zeroes_nothing_writes_contents()
    {
        TaskRun run = new(new BootStormWorkload { ZeroesMemory = false }, TaskRun.Setting(100));
        Assert.Equal(Enumerable.Range(0, 100), PagesOf(run.Take(7), PageAccessKind.Write).Take(100));
    }

    [Theory]
    [InlineData(FilePattern.Sequential)]
    [InlineData(FilePattern.Zipf)]
    public void A_page_cache_task_reads_and_writes_files_beside_a_little_memory(FilePattern pattern)
    {
        PageCacheWorkload spec = new()
        {
            Pattern = pattern,
            FileShare = 0.8,
            WriteShare = 0.25,
            Files = ByteSize.FromPages(400),
            WorkingSet = ByteSize.FromPages(20),
        };
        TaskRun run = new(spec, TaskRun.Setting(1000, filePages: 5000));
        List<PageAccess> steps = run.Take(200_000);
        List<PageAccess> files = [.. steps.Where(step => step.Page >= 1000)];
        Chances.AssertShare(0.8, files.Count, steps.Count);
        Chances.AssertShare(0.25, files.Count(step => step.Kind == PageAccessKind.Write), files.Count);
        Assert.All(files, step => Assert.True(step.Page < 1400));
        Assert.All(steps.Except(files), step => Assert.True(step.Page < 20));
        if (pattern == FilePattern.Sequential)
        {
            IEnumerable<uint> inOrder = Enumerable.Range(0, files.Count).Select(i => 1000U + (uint)(i % 400));
            Assert.Equal(inOrder, files.Select(step => step.Page));
        }
        else
        {
            double hottest = files.CountBy(step => step.Page).Max(page => page.Value) / (double)files.Count;
            Assert.InRange(hottest, 0.12, 0.2);
        }
    }

    [Fact]
    public void A_page_cache_task_without_files_uses_its_memory()
    {
        TaskRun run = new(new PageCacheWorkload { FileShare = 1 }, TaskRun.Setting(30));
        Assert.All(run.Take(1000), step => Assert.True(step.Page < 30));
    }

    [Fact]
    public void A_compute_task_counts_its_work_in_accesses_and_ends()
    {
        ComputeWorkload spec = new() { AccessesPerSecond = 1000, WorkingSet = ByteSize.FromPages(4), Units = 1001 };
        TaskRun run = new(spec, TaskRun.Setting(500));
        List<PageAccess> steps = run.Take(5000);
        Assert.Equal(1001, steps.Count);
        Assert.Equal(SimTime.FromMilliseconds(1001), run.Now);
        Assert.Equal(Enumerable.Range(0, 1001).Select(unit => (uint)unit % 4), steps.Select(step => step.Page));
    }

    [Fact]
    public void A_sweep_pauses_and_ends_when_it_was_asked_to()
    {
        SequentialWorkload spec = new() { Sweeps = 3, Stride = 4, Pause = SimTime.FromSeconds(2) };
        List<PageAccess> steps = new TaskRun(spec, TaskRun.Setting(10)).Take(1000);
        uint[] sweep = [0, 4, 8, 1, 5, 9, 2, 6, 3, 7];
        IEnumerable<PageAccess> accesses = steps.Where(step => step.Kind != PageAccessKind.Sleep);
        Assert.Equal([.. sweep, .. sweep, .. sweep], accesses.Select(step => step.Page));
        int[] sleeps = [.. Enumerable.Range(0, steps.Count).Where(i => steps[i].Kind == PageAccessKind.Sleep)];
        Assert.Equal([10, 21], sleeps);
        Assert.Equal(SimTime.FromSeconds(2).Nanoseconds, steps[10].Nanoseconds);
    }

    private static IEnumerable<int> PagesOf(IEnumerable<PageAccess> steps, PageAccessKind kind) => steps
        .Where(step => step.Kind == kind)
        .SelectMany(step => Enumerable.Range((int)step.Page, (int)step.Count));
}
