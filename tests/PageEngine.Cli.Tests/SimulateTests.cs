using System.Text;
using System.Text.Json;
using PageEngine.Reports;
using PageEngine.TestSupport;

namespace PageEngine.Cli.Tests;

public sealed class SimulateTests
{
    private const string Small = """
        { "name": "small", "description": "Three guests that want more than there is.", "seed": 5, "duration": "3 s", "sampleInterval": "1 s",
          "hosts": [ { "name": "h", "memory": "64 MiB", "swap": { "size": "128 MiB", "device": "nvme" }, "sharing": { "enabled": true },
            "machines": [ { "name": "m", "count": 3, "memory": "32 MiB", "guest": { "kernel": "2 MiB" },
              "workloads": [ { "kind": "uniform", "memory": "24 MiB", "accessesPerSecond": "5000/s" } ] } ] } ],
          "actions": [ { "at": "1 s", "do": "pause", "machine": "m-3" }, { "at": "2 s", "do": "start", "machine": "m-3" } ] }
        """;

    private static readonly string[] AllFiles =
    [
        "events.jsonl", "guests.csv", "guests.csv-metadata.json", "guests.jsonl", "guests.parquet", "hosts.csv", "hosts.csv-metadata.json",
        "hosts.jsonl", "hosts.parquet", "manifest.json", "report.html",
    ];

    [Fact]
    public void A_run_is_shown_in_tables_and_its_refusals_on_stderr()
    {
        using Scratch scratch = new();
        ToolRun run = ToolRun.Of("simulate", scratch.File("s.json", Encoding.UTF8.GetBytes(Small)));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("small: hosts after 3 s", run.Output);
        Assert.Matches(@"m-3\s+Paused\s+32 MiB", run.Output);
        Assert.Matches("Simulated 3 s in .* events, hash [0-9a-f]{16}, seed 5", run.Output);
        Assert.Equal(["pageengine: at 2 s: start was refused: machine m-3 is Paused and cannot become Starting"], run.ErrorLines);
    }

    [Fact]
    public void JSON_has_what_a_program_needs_and_the_seed_decides()
    {
        using Scratch scratch = new();
        string path = scratch.File("s.json", Encoding.UTF8.GetBytes(Small));
        JsonElement first = ToolRun.Of("simulate", "--json", path).Json;
        Assert.Equal(("small", "completed", 5, 3.0), (Text("scenario"), Text("end"), first.GetProperty("seed").GetInt32(), first.GetProperty("simulatedSeconds").GetDouble()));
        Assert.Equal(["m-1", "m-2", "m-3"], first.GetProperty("guests").EnumerateArray().Select(static guest => guest.GetProperty("name").GetString()));
        Assert.Equal("WrongState", Assert.Single(first.GetProperty("refusals").EnumerateArray()).GetProperty("reason").GetString());
        Assert.Equal(16_384, Assert.Single(first.GetProperty("hosts").EnumerateArray()).GetProperty("capacityPages").GetInt32());
        Assert.Equal(Text("eventHash"), ToolRun.Of("simulate", "--json", path).Json.GetProperty("eventHash").GetString());
        Assert.NotEqual(Text("eventHash"), ToolRun.Of("simulate", "--json", path, "--seed", "6").Json.GetProperty("eventHash").GetString());
        Assert.Equal(1.5, ToolRun.Of("simulate", "--json", path, "--until", "1500 ms").Json.GetProperty("simulatedSeconds").GetDouble());

        string Text(string name) => first.GetProperty(name).GetString()!;
    }

    [Fact]
    public void A_run_leaves_series_events_report_and_a_manifest_that_fits_them()
    {
        using Scratch scratch = new();
        string path = scratch.File("s.json", Encoding.UTF8.GetBytes(Small));
        string directory = scratch.File("out");
        ToolRun run = ToolRun.Of("simulate", path, "--out", directory);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(AllFiles, Directory.EnumerateFiles(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(1 + (4 * 3), File.ReadLines(Path.Combine(directory, "guests.csv")).Count());
        Assert.Equal(4, File.ReadLines(Path.Combine(directory, "hosts.jsonl")).Count());
        Assert.Contains("""{"timeSeconds":1,"kind":"lifecycle","target":"m-3","text":"Running → Paused"}""", File.ReadLines(Path.Combine(directory, "events.jsonl")));
        string report = File.ReadAllText(Path.Combine(directory, "report.html"));
        Assert.Contains("Three guests that want more than there is.", report);
        Assert.Contains("start was refused", report);
        RunManifest manifest = RunManifest.Read(Path.Combine(directory, "manifest.json"));
        Assert.Equal((path, 5UL, 3_000_000_000), (manifest.Scenario!.Path, manifest.Seed, manifest.SimulatedNanoseconds));
        Assert.Equal(AllFiles.Where(static name => name != "manifest.json"), manifest.Files.Select(static file => file.Name).Order(StringComparer.Ordinal));
        Assert.All(manifest.Files, file => Assert.Equal(file, FileOf(directory, file.Name)));
    }

    [Fact]
    public void The_same_run_leaves_the_same_bytes()
    {
        using Scratch scratch = new();
        string path = scratch.File("s.json", Encoding.UTF8.GetBytes(Small));
        ToolRun.Of("simulate", path, "--out", scratch.File("a"));
        ToolRun.Of("simulate", path, "--out", scratch.File("b"));
        Assert.All(AllFiles, name => Assert.Equal(FileOf(scratch.File("a"), name), FileOf(scratch.File("b"), name)));
    }

    [Fact]
    public void A_directory_that_is_not_empty_is_not_written_into_without_force()
    {
        using Scratch scratch = new();
        string path = scratch.File("s.json", Encoding.UTF8.GetBytes(Small));
        string directory = Directory.CreateDirectory(scratch.File("out")).FullName;
        File.WriteAllText(Path.Combine(directory, "mine.txt"), "mine");
        ToolRun refused = ToolRun.Of("simulate", path, "--out", directory);
        Assert.Equal(1, refused.ExitCode);
        Assert.Equal([$"pageengine: {directory}: the directory is not empty; --force replaces what an earlier run left there"], refused.ErrorLines);
        Assert.Single(Directory.EnumerateFiles(directory));
        Assert.Equal(0, ToolRun.Of("simulate", path, "--out", directory, "--force").ExitCode);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(directory, "mine.txt")));
        ToolRun onFile = ToolRun.Of("simulate", path, "--out", path);
        Assert.Equal((1, $"pageengine: {path}: a file has this name\n"), (onFile.ExitCode, onFile.Error));
    }

    [Fact]
    public void A_run_that_is_ended_leaves_nothing()
    {
        using Scratch scratch = new();
        string path = scratch.File("s.json", Encoding.UTF8.GetBytes(Small));
        using CancellationTokenSource ended = new();
        ended.Cancel();
        ToolRun run = ToolRun.Of(ended.Token, "simulate", path, "--out", scratch.File("out"));
        Assert.Equal((130, "", ""), (run.ExitCode, run.Output, run.Error));
        Assert.False(Directory.Exists(scratch.File("out")));
    }

    [Fact]
    public void Every_error_of_a_scenario_is_a_line_with_its_place()
    {
        using Scratch scratch = new();
        string path = scratch.File("bad.json", "{ \"duration\": 5,\n  \"hosts\": [ { \"name\": \"h\", \"memory\": true, \"cpu\": 2 } ] }"u8);
        foreach (string[] options in new[] { Array.Empty<string>(), ["--check"], ["--out", scratch.File("out")] })
        {
            ToolRun run = ToolRun.Of(["simulate", path, .. options]);
            Assert.Equal((2, ""), (run.ExitCode, run.Output));
            Assert.Equal(
                [
                    $"pageengine: {path}:1:15: duration is 5, but has no unit: \"5 ms\"?",
                    $"pageengine: {path}:2:39: hosts[0].memory is true, but must be a size such as \"4 GiB\"",
                    $"pageengine: {path}:2:45: hosts[0].cpu is not known; did you mean \"cpus\"?",
                ],
                run.ErrorLines);
        }

        Assert.False(Directory.Exists(scratch.File("out")));
    }

    [Fact]
    public void Check_says_what_a_good_scenario_holds()
    {
        using Scratch scratch = new();
        string path = scratch.File("s.json", Encoding.UTF8.GetBytes(Small));
        ToolRun run = ToolRun.Of("simulate", path, "--check");
        Assert.Equal((0, $"{path}: fine: 1 host, 3 machines, 2 actions, 3 s\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named()
    {
        using Scratch scratch = new();
        Assert.Equal((1, "pageengine: no.json: no such file\n"), Outcome("no.json"));
        Assert.Equal((1, $"pageengine: {scratch.Directory}: this is a directory, not a scenario\n"), Outcome(scratch.Directory));

        static (int, string) Outcome(string path)
        {
            ToolRun run = ToolRun.Of("simulate", path);
            return (run.ExitCode, run.Error);
        }
    }

    [Fact]
    public void Traces_and_dumps_are_found_beside_the_scenario()
    {
        using Scratch scratch = new();
        scratch.File("web.trace", "pageengine-trace 1 page-size=4096 time-unit=ns\nguest web 100\n0 web W 5 1\noops\n9 web W 6 1\n"u8);
        scratch.Dump("os.raw", [Pages.Text(1), Pages.Zero, Pages.Text(1)]);
        string path = scratch.File("s.json", """
            { "duration": "100 ms", "hosts": [ { "name": "h", "memory": "64 MiB", "machines": [
              { "name": "m", "memory": "32 MiB", "guest": { "kernel": "1 MiB" }, "workloads": [
                { "kind": "trace", "path": "web.trace" }, { "kind": "idle", "memory": "1 MiB", "content": { "dump": "os.raw" } } ] } ] } ] }
            """u8);
        ToolRun run = ToolRun.Of("simulate", path);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("1 lines or blocks of that trace are left out; the first is line 4", Assert.Single(run.ErrorLines));
        File.Delete(scratch.File("os.raw"));
        ToolRun without = ToolRun.Of("simulate", path);
        Assert.Equal(2, without.ExitCode);
        Assert.Matches("\"os.raw\", but that dump cannot be opened: .*/os.raw: ", Assert.Single(without.ErrorLines, static line => line.Contains("dump", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_schema_in_the_repository_is_what_the_tool_prints()
    {
        ToolRun run = ToolRun.Of("simulate", "--schema");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(File.ReadAllText(Repository.PathOf("scenarios/schema.json")), run.Output);
    }

    private static RunFile FileOf(string directory, string name)
    {
        byte[] content = File.ReadAllBytes(Path.Combine(directory, name));
        return new RunFile(name, content.Length, RunScenario.Of(name, content).Sha256);
    }
}
