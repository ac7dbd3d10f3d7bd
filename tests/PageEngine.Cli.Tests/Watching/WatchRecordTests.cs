using System.Text;
using System.Text.Json;
using PageEngine.Images;

namespace PageEngine.Cli.Tests;

/// <summary>What a watch records is what simulate and predict take.</summary>
public sealed class WatchRecordTests
{
    [Theory]
    [InlineData("guest.trace", PageTraceFormat.Binary)]
    [InlineData("guest.TXT", PageTraceFormat.Text)]
    public void The_trace_has_every_change_at_the_time_of_its_look(string name, PageTraceFormat format)
    {
        using Scratch scratch = new();
        ScriptedMemory memory = new() { HasFrames = true };
        memory.Write(0, 0);
        memory.Write(1, 1);
        memory.Write(2, 2);
        memory.Write(3, 3);
        ScriptedClock clock = new(tick =>
        {
            switch (tick)
            {
                case 1:
                    memory.Write(0, 5);
                    memory.Write(1, 6);
                    memory.Write(3, 0);
                    break;
                case 2:
                    memory.Write(4, 7);
                    memory.Remove(2);
                    break;
            }
        });
        string path = scratch.File(name);
        WatchRun run = WatchRun.Of(WatchRun.Request with { Count = 3, RecordPath = path }, memory, clock);
        Assert.Equal((0, $"pageengine: {path}: 5 records of what was seen\n"), (run.ExitCode, run.Error));
        Assert.Equal([path], Directory.GetFiles(scratch.Directory));
        using FileStream file = File.OpenRead(path);
        PageTraceReader reader = PageTraceReader.Open(file);
        PageTrace trace = reader.ReadToEnd();
        Assert.Equal((format, 0L), (reader.Format, trace.Report!.ErrorCount));
        Assert.Equal([new PageTraceGuest("a_b_1", 5)], trace.Guests);
        Assert.Equal(
            [
                (0L, PageTraceOperation.Read, 1UL, 3UL),
                (1L, PageTraceOperation.Write, 0UL, 2UL),
                (1L, PageTraceOperation.Zero, 3UL, 1UL),
                (2L, PageTraceOperation.Write, 4UL, 1UL),
                (2L, PageTraceOperation.Discard, 2UL, 1UL),
            ],
            Enumerable.Range(0, (int)trace.RecordCount).Select(i => trace[i]).Select(static record => (
                record.TimeNanoseconds / WatchRun.Second,
                record.Operation,
                record.Pages.Start.Value,
                record.Pages.Count)));
    }

    [Fact]
    public void Scattered_addresses_become_numbers_in_stretches_that_stay_the_same()
    {
        using Scratch scratch = new();
        ScriptedMemory memory = new();
        memory.Write((7UL << 40) + 3, 1);
        memory.Write(9UL << 40, 1);
        ScriptedClock clock = new(tick =>
        {
            memory.Remove(9UL << 40);
            if (tick == 2)
            {
                memory.Write((8UL << 40) + 511, 1);
                memory.Write((9UL << 40) + 1, 1);
            }
        });
        string path = scratch.File("p.trace");
        WatchRun.Of(WatchRun.Request with { Count = 2, RecordPath = path }, memory, clock);
        PageTrace trace = Load(path);
        IEnumerable<ulong> starts = Enumerable.Range(0, 5).Select(i => trace[i].Pages.Start.Value);
        Assert.Equal([3UL, 512, 512, (2 * 512) + 511, 513], starts);
        Assert.Equal((2UL * 512) + 512, trace.Guests[0].PageCount);
    }

    [Fact]
    public void A_recorder_that_is_killed_leaves_what_it_had_up_to_the_last_look()
    {
        using Scratch scratch = new();
        string path = scratch.File("p.trace");
        ScriptedMemory memory = new();
        memory.Write(1, 1);
        ScriptedClock clock = new(tick =>
        {
            memory.Write(1, -tick);
            if (tick == 3)
            {
                File.Copy(path + ".partial", scratch.File("copy"));
            }
        });
        WatchRun.Of(WatchRun.Request with { Count = 3, RecordPath = path }, memory, clock);
        PageTrace trace = Load(scratch.File("copy"));
        Assert.Equal((PageTraceEnd.Torn, 3L), (trace.Report!.End, trace.RecordCount));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_said_before_anything_is_watched()
    {
        using Scratch scratch = new();
        ScriptedMemory memory = new();
        string path = Path.Combine(scratch.Directory, "none", "p.trace");
        ScriptedClock clock = new(_ => Assert.Fail("it went on"));
        WatchRun run = WatchRun.Of(WatchRun.Request with { RecordPath = path }, memory, clock);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("none", run.Error);
    }

    [Fact]
    public void Predict_takes_the_mean_of_all_windows_from_it()
    {
        // 1000 pages in each of 20 seconds, and again after 10 s: a window of n ≤ 10 s has n thousand different pages.
        using Scratch scratch = new();
        string path = Record(scratch, seconds: 20);
        JsonElement json = ToolRun.Of("predict", "--trace", path, "--bandwidth", "8MB/s", "--json").Json;
        JsonElement first = json.GetProperty("roundsDetail")[0];
        double seconds = first.GetProperty("durationMs").GetDouble() / 1000;
        Assert.InRange(first.GetProperty("dirtiedPages").GetDouble(), 1000 * seconds * 0.99, 1000 * seconds * 1.01);
        Assert.Equal("completed", json.GetProperty("outcome").GetString());
    }

    [Fact]
    public void Simulate_replays_it()
    {
        using Scratch scratch = new();
        Record(scratch, seconds: 4);
        string scenario = scratch.File("s.json", """
            {
              "name": "replay",
              "duration": "5 s",
              "hosts": [{
                "name": "a", "memory": "256 MiB",
                "machines": [{
                  "name": "g", "memory": "96 MiB",
                  "workloads": [{ "kind": "trace", "path": "p.txt", "memory": "40 MiB" }]
                }]
              }]
            }
            """u8);
        ToolRun run = ToolRun.Of("simulate", scenario, "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData("--trace says what is written and does not go with --dirty-rate", "--trace", "x", "--dirty-rate", "5")]
    [InlineData("--guest names a guest of a --trace", "--memory", "1GiB", "--guest", "x")]
    public void Predict_refuses_words_that_do_not_go_with_a_trace(string reason, params string[] words)
    {
        ToolRun run = ToolRun.Of(["predict", "--bandwidth", "1GiB/s", .. words]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void Predict_says_what_is_wrong_with_a_trace()
    {
        using Scratch scratch = new();
        string none = scratch.File("none");
        string bad = scratch.File("bad", "hello"u8);
        const string Begin = "pageengine-trace 1 page-size=4096 time-unit=ns\nguest a 9\n";
        string two = scratch.File("two.txt", Encoding.UTF8.GetBytes(Begin + "guest b 9\n"));
        string idle = scratch.File("idle.txt", Encoding.UTF8.GetBytes(Begin + "5 a R 1 1\n"));
        (string Path, int ExitCode, string Reason)[] cases =
        [
            (none, 1, "none"),
            (bad, 1, "this is no page trace"),
            (two, 2, "--guest says which: a, b"),
            (idle, 2, "writes nothing"),
        ];
        foreach ((string path, int exitCode, string reason) in cases)
        {
            ToolRun run = ToolRun.Of("predict", "--bandwidth", "1GiB/s", "--trace", path);
            Assert.Equal(exitCode, run.ExitCode);
            Assert.Contains(reason, Assert.Single(run.ErrorLines));
        }
    }

    [Fact]
    public void Predict_wants_at_least_the_memory_of_the_traces_guest()
    {
        using Scratch scratch = new();
        string[] args = ["predict", "--trace", Record(scratch, seconds: 2), "--bandwidth", "1GiB/s", "--memory"];
        ToolRun small = ToolRun.Of([.. args, "4 MiB"]);
        Assert.Equal(2, small.ExitCode);
        Assert.Contains("less than the 39.06 MiB of the guest in the trace", Assert.Single(small.ErrorLines));
        Assert.Equal(0, ToolRun.Of([.. args, "64 MiB"]).ExitCode);
    }

    [Fact]
    public void Predict_takes_a_trace_of_rates_period_by_period()
    {
        using Scratch scratch = new();
        string path = scratch.File("r.txt", """
            pageengine-trace 1 page-size=4096 time-unit=ns
            guest web 10000
            0 web S 10000000000 5000
            20000000000 web S 1000000000 100

            """u8);
        JsonElement json = ToolRun.Of(
            "predict", "--trace", path, "--guest", "web", "--bandwidth", "8MB/s", "--json").Json;
        JsonElement first = json.GetProperty("roundsDetail")[0];
        double seconds = first.GetProperty("durationMs").GetDouble() / 1000;
        Assert.Equal(500 * seconds, first.GetProperty("dirtiedPages").GetDouble(), 1.0);
    }

    private static string Record(Scratch scratch, int seconds)
    {
        ScriptedMemory memory = new() { HasFrames = true };
        for (ulong place = 0; place < 10_000; place++)
        {
            memory.Write(place, 1);
        }

        ScriptedClock clock = new(tick =>
        {
            ulong first = 1000 * (ulong)(tick % 10);
            for (ulong place = first; place < first + 1000; place++)
            {
                memory.Write(place, 1 + tick);
            }
        });
        string path = scratch.File("p.txt");
        WatchRun run = WatchRun.Of(WatchRun.Request with { Count = seconds, RecordPath = path }, memory, clock);
        Assert.Equal(0, run.ExitCode);
        return path;
    }

    private static PageTrace Load(string path)
    {
        using FileStream file = File.OpenRead(path);
        return PageTrace.Load(file);
    }
}
