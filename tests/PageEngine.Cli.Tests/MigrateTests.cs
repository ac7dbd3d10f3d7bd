using System.Text;
using System.Text.Json;

namespace PageEngine.Cli.Tests;

public sealed class MigrateTests
{
    private const string Small = """
        { "name": "small", "description": "A machine that writes moves.", "seed": 5, "duration": "3 s", "hosts": [
          { "name": "a", "memory": "128 MiB", "machines": [ { "name": "web", "memory": "48 MiB", "guest": { "kernel": "2 MiB" },
            "workloads": [ { "kind": "uniform", "memory": "32 MiB", "accessesPerSecond": "20000/s" } ] } ] },
          { "name": "b", "memory": "128 MiB" }, { "name": "c", "memory": "16 MiB" } ],
          "links": [ { "between": ["a", "b"], "bitsPerSecond": "1 Gbps" } ],
          "actions": [ { "at": "1 s", "do": "migrate", "machine": "web", "to": "b", "how": { "method": "preCopy", "downtimeLimit": "20 ms" } } ] }
        """;

    [Fact]
    public void Every_method_and_policy_is_a_row()
    {
        using Scratch scratch = new();
        ToolRun run = ToolRun.Of("migrate", scratch.File("s.json", Encoding.UTF8.GetBytes(Small)));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("small: web (48 MiB) from a to b at 1 s", run.Output);
        foreach (string way in new[]
        {
            "stop-and-copy", "pre-copy qemu", "pre-copy xen", "pre-copy xen-legacy", "pre-copy vmotion", "pre-copy cloud-hypervisor",
            "pre-copy drain", "post-copy", "hybrid after 1",
        })
        {
            Assert.Matches($@"  {way} +completed +\d", run.Output);
        }

        Assert.Matches(@"Tried 9 ways in .* s, each from the same moment, seed 5", run.Output);
    }

    [Fact]
    public void JSON_has_the_rounds_the_parts_of_the_downtime_and_the_latencies()
    {
        using Scratch scratch = new();
        string path = scratch.File("s.json", Encoding.UTF8.GetBytes(Small));
        JsonElement json = ToolRun.Of("migrate", "--json", path, "--methods", "pre-copy,post-copy,cold", "--policies", "rounds-2,qemu").Json;
        Assert.Equal(("small", "web", "a", "b"), (Text("scenario"), Text("machine"), Text("from"), Text("to")));
        JsonElement[] trials = [.. json.GetProperty("trials").EnumerateArray()];
        Assert.Equal(
            ["pre-copy rounds-2", "pre-copy qemu", "post-copy", "cold"], trials.Select(static trial => trial.GetProperty("name").GetString()));
        Assert.Equal(["completed", "completed", "completed", "refused"], trials.Select(static trial => trial.GetProperty("outcome").GetString()));
        Assert.Equal(2, trials[0].GetProperty("report").GetProperty("rounds").GetArrayLength());
        Assert.InRange(trials[1].GetProperty("report").GetProperty("downtimeMs").GetDouble(), 0.1, 30);
        Assert.Contains("switched off", trials[3].GetProperty("reason").GetString());
        JsonElement waits = trials[2].GetProperty("report").GetProperty("postCopyFaults");
        int edges = waits.GetProperty("edgesMs").GetArrayLength();
        Assert.Equal(edges - 1, waits.GetProperty("counts").GetArrayLength());
        Assert.True(waits.GetProperty("counts").EnumerateArray().Sum(static count => count.GetInt64()) > 0);

        string Text(string name) => json.GetProperty(name).GetString()!;
    }

    [Fact]
    public void Limits_and_helpers_of_the_command_line_count_instead_of_the_scenarios()
    {
        using Scratch scratch = new();
        string path = scratch.File("s.json", Encoding.UTF8.GetBytes(Small));
        Assert.InRange(Downtime("--downtime-limit", "100 ms"), 40, 110);
        Assert.InRange(Downtime(), 0.1, 25);
        Assert.True(Total("--bandwidth", "20 MiB/s") > 3 * Total());
        JsonElement moved = ToolRun.Of("migrate", "--json", path, "--methods", "stop-and-copy", "--at", "2 s", "--to", "c", "--machine", "web").Json;
        Assert.Equal((2, "c"), (moved.GetProperty("atSeconds").GetDouble(), moved.GetProperty("to").GetString()));
        Assert.Equal("refused", moved.GetProperty("trials")[0].GetProperty("outcome").GetString());

        double Downtime(params string[] options) => Trial(options).GetProperty("report").GetProperty("downtimeMs").GetDouble();

        double Total(params string[] options) => Trial(options).GetProperty("totalTimeMs").GetDouble();

        JsonElement Trial(string[] options) => ToolRun.Of(
            ["migrate", "--json", path, "--methods", "pre-copy", "--policies", "qemu", .. options]).Json.GetProperty("trials")[0];
    }

    [Fact]
    public void The_report_stands_alone_and_shows_what_the_moves_did()
    {
        using Scratch scratch = new();
        string path = scratch.File("s.json", Encoding.UTF8.GetBytes(Small));
        string directory = scratch.File("out");
        string[] words = ["migrate", path, "--methods", "pre-copy,post-copy", "--policies", "qemu,xen", "--out", directory];
        Assert.Equal(0, ToolRun.Of(words).ExitCode);
        string report = File.ReadAllText(Path.Combine(directory, "report.html"));
        Assert.All(
            (string[])["small: ways to move web", "A machine that writes moves.", "Downtime", "Pages left", "Throughput of the guest", "Latency of post-copy faults", "pre-copy xen: rounds", "SHA-256"],
            part => Assert.Contains(part, report));
        Assert.DoesNotContain("http://", report.Replace("http://www.w3.org", "", StringComparison.Ordinal));
        ToolRun again = ToolRun.Of(words);
        Assert.Equal((1, $"pageengine: {directory}: the directory is not empty; --force replaces what an earlier run left there\n"), (again.ExitCode, again.Error));
        Assert.Equal(0, ToolRun.Of([.. words, "--force"]).ExitCode);
        Assert.Equal(report, File.ReadAllText(Path.Combine(directory, "report.html")));
    }

    [Theory]
    [InlineData("--methods", "pre-copy,teleport", "--methods takes names with commas between them, of cold, stop-and-copy, pre-copy, post-copy, hybrid, not 'teleport'")]
    [InlineData("--policies", "kvm", "not 'kvm'")]
    [InlineData("--policies", "rounds-x", "not 'rounds-x'")]
    [InlineData("--limit", "0 s", "must be above 0")]
    [InlineData("--bandwidth", "fast", "--bandwidth is 'fast'")]
    public void A_command_line_that_makes_no_sense_is_refused(string option, string value, string part)
    {
        ToolRun run = ToolRun.Of("migrate", "s.json", option, value);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(part, run.Error);
    }

    [Fact]
    public void What_is_wrong_with_scenario_and_names_is_said()
    {
        using Scratch scratch = new();
        string path = scratch.File("s.json", Encoding.UTF8.GetBytes(Small));
        string still = scratch.File("still.json", """{ "duration": "1 s", "hosts": [ { "name": "h", "memory": "1 GiB" } ] }"""u8);
        Assert.Equal((1, "pageengine: no.json: no such file\n"), Outcome("no.json"));
        Assert.Equal((2, $"pageengine: {path}: there is no host x\n"), Outcome(path, "--to", "x"));
        Assert.Equal((2, $"pageengine: {path}: there is no machine db\n"), Outcome(path, "--machine", "db", "--to", "b", "--at", "1 s"));
        Assert.Equal(
            (2, $"pageengine: {still}: the scenario moves no machine: add a \"migrate\" action, or say --machine, --to and --at\n"), Outcome(still));
        Assert.Equal(2, Outcome(path, "--force").Item1);
        using CancellationTokenSource ended = new();
        ended.Cancel();
        ToolRun run = ToolRun.Of(ended.Token, "migrate", path, "--out", scratch.File("none"));
        Assert.Equal((130, ""), (run.ExitCode, run.Output));
        Assert.False(Directory.Exists(scratch.File("none")));

        static (int, string) Outcome(params string[] words)
        {
            ToolRun run = ToolRun.Of(["migrate", .. words]);
            return (run.ExitCode, run.Error);
        }
    }

    [Fact]
    public void Simulate_shows_moves_in_tables_JSON_series_events_and_report()
    {
        using Scratch scratch = new();
        string path = scratch.File("s.json", Encoding.UTF8.GetBytes(Small));
        string directory = scratch.File("out");
        ToolRun run = ToolRun.Of("simulate", path, "--out", directory);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"web +a +b +pre-copy, qemu +completed", run.Output);
        Assert.Contains("timeSeconds,move,machine,source,destination,stage", File.ReadLines(Path.Combine(directory, "migrations.csv")).First());
        Assert.Contains(File.ReadLines(Path.Combine(directory, "events.jsonl")), static line => line.Contains("Activation → Completed", StringComparison.Ordinal));
        Assert.Contains("1. web to b: rounds", File.ReadAllText(Path.Combine(directory, "report.html")));
        JsonElement move = Assert.Single(ToolRun.Of("simulate", path, "--json").Json.GetProperty("migrations").EnumerateArray());
        Assert.Equal(("web", "completed"), (move.GetProperty("machine").GetString(), move.GetProperty("outcome").GetString()));
        Assert.True(move.GetProperty("report").GetProperty("rounds").GetArrayLength() > 0);
    }
}
