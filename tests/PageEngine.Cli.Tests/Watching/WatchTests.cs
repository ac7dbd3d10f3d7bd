using System.Text.Json;
using PageEngine.Cli.Watching;

namespace PageEngine.Cli.Tests;

/// <summary><c>pageengine watch</c> on memory and a clock of the test's own.</summary>
public sealed class WatchTests
{
    [Fact]
    public void Every_interval_says_which_pages_changed_and_the_windows_say_how_many_different_ones()
    {
        ScriptedMemory memory = new();
        for (ulong place = 1000; place < 1700; place++)
        {
            memory.Write(place, (int)place);
        }

        ScriptedClock clock = new(tick =>
        {
            // Page 1000 in every interval, and ten others in each: those of interval 4 are those of interval 1.
            memory.Write(1000, -tick);
            ulong first = 1100 + (10 * (ulong)(tick % 3));
            for (ulong place = first; place < first + 10; place++)
            {
                memory.Write(place, (-10 * tick) - 1);
            }
        });
        WatchRun run = WatchRun.Of(WatchRun.Request with { Count = 5 }, memory, clock);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal([11UL, 11, 11, 11, 11], run.Column("dirtyPages"));
        Assert.Equal([11UL, 11, 11, 11, 11], run.WorkingSet(0));
        Assert.Equal([11UL, 21, 31, 31, 31], run.WorkingSet(1));
        Assert.Equal([1UL, 2, 3, 4, 5], run.Column("timeSeconds"));
        Assert.All(run.Column("dirtyBytesPerSecond"), static rate => Assert.Equal(11UL * Page.Size, rate));
        Assert.All(run.Column("pages"), static pages => Assert.Equal(700UL, pages));
        JsonElement[] covered = [.. run.Intervals.Select(static line => line.GetProperty("writableWorkingSet")[1])];
        Assert.Equal([1.0, 2, 3, 3, 3], covered.Select(static set => set.GetProperty("coveredSeconds").GetDouble()));
    }

    [Fact]
    public void Pages_that_appear_were_written_unless_they_are_zero_and_pages_that_vanish_were_not()
    {
        ScriptedMemory memory = new();
        memory.Write(10, 1);
        memory.Write(11, 2);
        ScriptedClock clock = new(tick =>
        {
            switch (tick)
            {
                case 1:
                    memory.Write(5000, 3);
                    memory.Write(5001, 0);
                    break;
                case 2:
                    memory.Remove(11);
                    memory.Remove(5000);
                    memory.Remove(5001);
                    break;
                case 3:
                    memory.Write(5000, 3);
                    break;
            }
        });
        WatchRun run = WatchRun.Of(WatchRun.Request with { Count = 3 }, memory, clock);
        Assert.Equal([4UL, 1, 2], run.Column("pages"));
        Assert.Equal([1UL, 0, 0], run.Column("zeroPages"));
        Assert.Equal([2UL, 0, 1], run.Column("appearedPages"));
        Assert.Equal([0UL, 3, 0], run.Column("vanishedPages"));
        Assert.Equal([1UL, 0, 1], run.Column("dirtyPages"));
        Assert.Equal([1UL, 0, 1], run.WorkingSet(1));
    }

    [Fact]
    public void A_page_of_shared_memory_that_is_out_of_sight_for_a_while_has_not_changed()
    {
        ScriptedMemory memory = new() { Kept = { 7 } };
        memory.Write(7, 1);
        memory.Write(8, 1);
        ScriptedClock clock = new(tick =>
        {
            if (tick == 1)
            {
                memory.Remove(7);
            }
            else
            {
                memory.Write(7, tick == 2 ? 1 : 99);
            }
        });
        WatchRun run = WatchRun.Of(WatchRun.Request with { Count = 3 }, memory, clock);
        Assert.Equal([0UL, 0, 1], run.Column("dirtyPages"));
        Assert.Equal([0UL, 0, 0], run.Column("vanishedPages"));
        Assert.Equal([0UL, 0, 0], run.Column("appearedPages"));
    }

    [Fact]
    public void A_page_that_is_unmapped_during_a_look_is_left_out_and_the_rest_is_seen()
    {
        ScriptedMemory memory = new();
        for (ulong place = 0; place < 300; place++)
        {
            memory.Write(place, 1);
        }

        ScriptedClock clock = new(tick =>
        {
            memory.LostInLook.Add(100);
            memory.Write(299, -tick);
        });
        WatchRun run = WatchRun.Of(WatchRun.Request with { Count = 1 }, memory, clock);
        Assert.Equal([299UL], run.Column("pages"));
        Assert.Equal([1UL], run.Column("unreadablePages"));
        Assert.Equal([1UL], run.Column("vanishedPages"));
        Assert.Equal([1UL], run.Column("dirtyPages"));
    }

    [Fact]
    public void A_process_that_ends_is_said_and_what_was_seen_is_a_success()
    {
        ScriptedMemory memory = new();
        memory.Write(1, 1);
        ScriptedClock clock = new(tick => memory.End = tick == 3 ? "the process has ended" : null);
        WatchRun run = WatchRun.Of(WatchRun.Request, memory, clock);
        Assert.Equal((0, "pageengine: scripted: the process has ended\n"), (run.ExitCode, run.Error));
        Assert.Equal(2, run.Intervals.Length);
    }

    [Fact]
    public void Memory_that_cannot_be_read_any_more_is_a_failure_with_its_reason()
    {
        ScriptedMemory memory = new();
        memory.Write(1, 1);
        ScriptedClock clock = new(tick => memory.Failure = tick == 2 ? "scripted: no permission" : null);
        WatchRun run = WatchRun.Of(WatchRun.Request with { AsJson = false }, memory, clock);
        Assert.Equal((1, "pageengine: scripted: no permission\n"), (run.ExitCode, run.Error));
        Assert.Contains("Watched scripted for 1 s in 1 interval: 4 KiB of memory", run.Output);
    }

    [Fact]
    public void Ctrl_C_ends_with_the_summary()
    {
        using CancellationTokenSource source = new();
        ScriptedMemory memory = new();
        memory.Write(1, 1);
        ScriptedClock clock = new(tick =>
        {
            memory.Write(1, -tick);
            if (tick == 4)
            {
                source.Cancel();
            }
        });
        WatchRun run = WatchRun.OfOneThatIsEnded(WatchRun.Request with { AsJson = false }, memory, clock, source);
        Assert.Equal((130, ""), (run.ExitCode, run.Error));
        Assert.Contains("Watched scripted for 3 s in 3 intervals", run.Output);
        Assert.Contains("Dirty rate: mean 4 KiB/s, highest 4 KiB/s", run.Output);
        Assert.Matches(@"3 s +4 KiB +4 KiB +1 ", run.Output);
        Assert.Contains("lower bounds", run.Output);
    }

    [Fact]
    public void A_watch_that_ends_before_its_first_interval_says_so()
    {
        ScriptedMemory memory = new();
        memory.Write(1, 1);
        ScriptedClock clock = new(_ => memory.End = "the file is gone");
        WatchRun run = WatchRun.Of(WatchRun.Request with { AsJson = false }, memory, clock);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("was not watched for a whole interval", run.Output);
    }

    [Fact]
    public void A_duration_ends_it_with_a_shorter_interval_if_it_must()
    {
        ScriptedMemory memory = new();
        memory.Write(1, 1);
        WatchRequest request = WatchRun.Request with { DurationNanoseconds = 5 * WatchRun.Second / 2 };
        WatchRun run = WatchRun.Of(request, memory, new(tick => memory.Write(1, -tick)));
        Assert.Equal([1.0, 2, 2.5], run.Intervals.Select(static line => line.GetProperty("timeSeconds").GetDouble()));
        Assert.Equal(0.5, run.Intervals[2].GetProperty("periodSeconds").GetDouble());
        Assert.Equal(2 * Page.Size, run.Intervals[2].GetProperty("dirtyBytesPerSecond").GetInt32());
    }

    [Fact]
    public void Looks_that_take_longer_than_the_interval_make_longer_intervals_and_that_is_said()
    {
        ScriptedMemory memory = new();
        memory.Write(1, 1);
        ScriptedClock clock = null!;
        clock = new ScriptedClock(tick => memory.Write(1, -tick));
        SlowView view = new(clock);
        using StringWriter output = new();
        using StringWriter error = new();
        using ProgressLine progress = new(null, TimeProvider.System);
        ToolContext context = new() { Output = output, Messages = new Messages(error), Progress = progress };
        memory.Refresh();
        int exitCode = new WatchSession(WatchRun.Request with { Count = 3 }, context, clock).Run(memory, view);
        Assert.Equal(0, exitCode);
        Assert.Equal([1.0, 3.5, 6.0], view.Ends);
        Assert.Contains("2 looks took longer than --interval", error.ToString());
    }

    /// <summary>Takes two and a half seconds to show an interval.</summary>
    private sealed class SlowView(ScriptedClock clock) : IWatchView
    {
        internal List<double> Ends { get; } = [];

        public void Run(Action watch) => watch();

        public void Show(WatchInterval interval)
        {
            Ends.Add(interval.EndNanoseconds / 1e9);
            clock.Pass(5 * WatchRun.Second / 2);
        }

        public void ShowTotals(WatchTotals totals)
        {
        }
    }
}
