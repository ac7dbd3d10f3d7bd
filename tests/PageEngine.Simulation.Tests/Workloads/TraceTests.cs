using PageEngine.Images;

namespace PageEngine.Simulation.Tests.WorkloadTests;

public sealed class TraceTests
{
    private const long Millisecond = 1_000_000;

    [Fact]
    public void Records_are_done_in_their_ways_at_their_times()
    {
        PageTrace trace = Trace(
            new(0, 0, PageTraceOperation.Write, Pages(3, 2), new PageToken(77)),
            new(5 * Millisecond, 0, PageTraceOperation.Read, Pages(9, 1), new PageToken(5)),
            new(5 * Millisecond, 1, PageTraceOperation.Write, Pages(0, 50)),
            new(7 * Millisecond, 0, PageTraceOperation.Write, Pages(1, 1)),
            new(8 * Millisecond, 0, PageTraceOperation.Write, Pages(2, 1), PageToken.Zero),
            new(9 * Millisecond, 0, PageTraceOperation.Zero, Pages(4, 3)),
            new(9 * Millisecond, 0, PageTraceOperation.Discard, Pages(10, 4)));
        TaskRun run = new(new TraceWorkload { Trace = trace, Guest = "a" }, TaskRun.Setting(100));
        Assert.Equal(
            [
                (0, new PageAccess(3, PageAccessKind.Write, 200, 2, 77)),
                (5 * Millisecond, new PageAccess(9, PageAccessKind.Read, 100)),
                (7 * Millisecond, new PageAccess(1, PageAccessKind.Write, 100)),
                (8 * Millisecond, new PageAccess(2, PageAccessKind.Zero, 100)),
                (9 * Millisecond, new PageAccess(4, PageAccessKind.Zero, 300, 3)),
                ((9 * Millisecond) + 300, new PageAccess(10, PageAccessKind.Free, 400, 4)),
            ],
            Timed(run));
        Assert.True(run.Next().IsEmpty);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(4.0)]
    [InlineData(0.125)]
    public void Speed_scales_the_times(double speed)
    {
        PageTrace trace = Trace(
            new(100 * Millisecond, 0, PageTraceOperation.Write, Pages(0, 1)),
            new(300 * Millisecond, 0, PageTraceOperation.Write, Pages(1, 1)));
        TaskRun run = new(new TraceWorkload { Trace = trace, Speed = speed }, TaskRun.Setting(10));
        long[] expected = [(long)(100 * Millisecond / speed), (long)(300 * Millisecond / speed)];
        Assert.Equal(expected, Timed(run).Select(step => step.Time));
    }

    [Fact]
    public void A_busy_task_works_where_another_sleeps()
    {
        PageTrace trace = Trace(new PageTraceRecord(Millisecond, 0, PageTraceOperation.Write, Pages(0, 1)));
        TaskRun run = new(new TraceWorkload { Trace = trace, Busy = true }, TaskRun.Setting(10));
        Assert.Equal(new PageAccess(0, PageAccessKind.Compute, Millisecond), run.Next()[0]);
    }

    [Fact]
    public void A_task_that_is_late_catches_up()
    {
        PageTrace trace = Trace([.. Enumerable.Range(0, 100).Select(i =>
            new PageTraceRecord(i * Millisecond, 0, PageTraceOperation.Write, Pages((ulong)i, 1)))]);
        WorkloadTask task = new TraceWorkload { Trace = trace }.CreateTask(TaskRun.Setting(100));
        PageAccess[] steps = new PageAccess[200];
        RandomStream random = new(1, "a", "b");
        int made = task.Next(steps, ref random, SimTime.FromMilliseconds(49.5));
        Assert.Equal(51, made);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (uint)i), steps[..50].Select(step => step.Page));
        Assert.Equal(PageAccessKind.Sleep, steps[50].Kind);
        Assert.Equal((Millisecond / 2) - (50 * 100), steps[50].Nanoseconds);
    }

    [Fact]
    public void Runs_wrap_where_the_memory_is_smaller_than_the_guest()
    {
        PageTrace trace = Trace(new PageTraceRecord(0, 0, PageTraceOperation.Write, Pages(95, 10)));
        List<PageAccess> steps = new TaskRun(new TraceWorkload { Trace = trace }, TaskRun.Setting(10)).Take(10);
        Assert.Equal([(5, 5), (0, 5)], steps.Select(step => ((int)step.Page, (int)step.Count)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public void A_sample_writes_its_pages_once_and_evenly_over_its_period(int batch)
    {
        PageTrace trace = Trace(
            PageTraceRecord.Sample(0, 0, 100 * Millisecond, 800 * 4096),
            PageTraceRecord.Sample(100 * Millisecond, 0, 50 * Millisecond, (100 * 4096) + 1),
            PageTraceRecord.Sample(150 * Millisecond, 0, 50 * Millisecond, 0));
        TaskRun run = new(new TraceWorkload { Trace = trace }, TaskRun.Setting(1000), batch: batch);
        List<(long Time, uint Page)> writes = [.. Timed(run).SelectMany(step =>
            Enumerable.Range(0, (int)step.Access.Count).Select(i => (step.Time, step.Access.Page + (uint)i)))];
        Assert.Equal(Enumerable.Range(0, 901).Select(i => (uint)i), writes.Select(write => write.Page));
        for (int part = 1; part <= 10; part++)
        {
            int done = writes.Count(write => write.Time < part * 10 * Millisecond);
            Assert.InRange(done, (part * 80) - 8, (part * 80) + 8);
        }
    }

    [Fact]
    public void Records_within_the_period_of_a_sample_keep_their_times()
    {
        PageTrace trace = Trace(
            PageTraceRecord.Sample(0, 0, 100 * Millisecond, 100 * 4096),
            new(50 * Millisecond, 0, PageTraceOperation.Zero, Pages(999, 1)),
            new(70 * Millisecond, 0, PageTraceOperation.Zero, Pages(998, 1)));
        TaskRun run = new(new TraceWorkload { Trace = trace }, TaskRun.Setting(1000));
        List<(long Time, PageAccess Access)> steps = Timed(run);
        long[] zeros = [.. steps.Where(step => step.Access.Kind == PageAccessKind.Zero).Select(step => step.Time)];
        Assert.InRange(zeros[0], 50 * Millisecond, (50 * Millisecond) + 1000);
        Assert.InRange(zeros[1], 70 * Millisecond, (70 * Millisecond) + 1000);
        Assert.Equal(100, steps.Where(step => step.Access.Kind == PageAccessKind.Write).Sum(step => step.Access.Count));
    }

    [Fact]
    public void A_loop_begins_anew_where_the_whole_trace_ends()
    {
        PageTrace trace = Trace(
            new(2 * Millisecond, 0, PageTraceOperation.Write, Pages(5, 1)),
            new(10 * Millisecond, 1, PageTraceOperation.Write, Pages(5, 1)));
        TaskRun run = new(new TraceWorkload { Trace = trace, Loop = true, Speed = 2 }, TaskRun.Setting(100));
        Assert.Equal([1, 6, 11, 16], Timed(run, 4).Select(step => step.Time / Millisecond));
    }

    [Theory]
    [InlineData("b")]
    [InlineData("c")]
    public void A_loop_that_touches_nothing_ends(string guest)
    {
        PageTrace trace = Trace(
            new(0, 0, PageTraceOperation.Write, Pages(5, 1)), PageTraceRecord.Sample(0, 1, Millisecond, 0));
        TaskRun run = new(new TraceWorkload { Trace = trace, Loop = true, Guest = guest }, TaskRun.Setting(100));
        Assert.DoesNotContain(run.Take(1000), step => step.Kind != PageAccessKind.Sleep);
    }

    [Fact]
    public void A_loop_without_time_still_takes_time()
    {
        PageTrace trace = Trace(new PageTraceRecord(0, 0, PageTraceOperation.Write, Pages(5, 1)));
        TraceWorkload spec = new() { Trace = trace, Loop = true, AccessesPerSecond = 1e9 };
        TaskRun run = new(spec, TaskRun.Setting(100));
        Assert.Equal(1000, run.Take(1000).Sum(step => step.Nanoseconds), 100.0);
    }

    [Fact]
    public void Another_trace_is_refused_on_load()
    {
        PageTrace first = Trace(new PageTraceRecord(0, 0, PageTraceOperation.Write, Pages(5, 1)));
        PageTrace second = Trace(new PageTraceRecord(0, 0, PageTraceOperation.Write, Pages(6, 1)));
        byte[] state = new TaskRun(new TraceWorkload { Trace = first }, TaskRun.Setting(100)).Save();
        TaskRun other = new(new TraceWorkload { Trace = second }, TaskRun.Setting(100));
        InvalidDataException thrown = Assert.Throws<InvalidDataException>(() => other.Load(state));
        Assert.Contains("another page trace", thrown.Message, StringComparison.Ordinal);
    }

    internal static PageTrace Trace(params ReadOnlySpan<PageTraceRecord> records)
    {
        PageTraceBuilder builder = new();
        builder.AddGuest("a", 1000);
        builder.AddGuest("b", 1000);
        builder.AddGuest("c", 1000);
        foreach (PageTraceRecord record in records)
        {
            builder.Add(record);
        }

        return builder.Build();
    }

    internal static PageRange Pages(ulong first, ulong count) => new(new GuestFrameNumber(first), count);

    /// <summary>The accesses without the waits, each with the time at which the task turns to it.</summary>
    private static List<(long Time, PageAccess Access)> Timed(TaskRun run, int accesses = int.MaxValue)
    {
        List<(long, PageAccess)> timed = [];
        long time = 0;
        while (timed.Count < accesses)
        {
            ReadOnlySpan<PageAccess> steps = run.Next();
            if (steps.IsEmpty)
            {
                break;
            }

            foreach (PageAccess step in steps)
            {
                if (step.Kind is not (PageAccessKind.Sleep or PageAccessKind.Compute))
                {
                    timed.Add((time, step));
                }

                time += step.Nanoseconds;
            }
        }

        return timed;
    }
}
