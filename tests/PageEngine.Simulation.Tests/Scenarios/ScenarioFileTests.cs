using System.Text;
using PageEngine.TestSupport;

namespace PageEngine.Simulation.Tests;

/// <summary>Traces and dumps that scenarios name.</summary>
public sealed class ScenarioFileTests
{
    private const string TraceWithBadLine =
        "pageengine-trace 1 page-size=4096 time-unit=ns\nguest web 1000\n0 web W 5 1\nwhat is this\n9 web W 6 1\n";

    [Fact]
    public void Files_are_opened_once_and_stand_in_the_specs()
    {
        Files files = new() { Dumps = { ["a.raw"] = 3, ["b.raw"] = 4 } };
        ScenarioReading reading = ScenarioTexts.Read(
            ScenarioTexts.With("""
                "workloads": [
                  { "kind": "idle", "content": { "dump": "a.raw" } },
                  { "kind": "idle", "content": { "dump": "b.raw" } },
                  { "kind": "mixed", "content": { "dump": "a.raw" }, "parts": [ { "workload": { "kind": "idle" } } ] } ]
                """),
            files);
        Assert.Empty(reading.Errors);
        IReadOnlyList<WorkloadSpec> workloads = reading.Scenario!.Hosts[0].Machines[0].Spec.Workloads;
        Assert.Equal([0, 1, 0], workloads.Select(static workload => workload.Content.DumpIndex));
        Assert.All(workloads, static workload => Assert.Equal(2, workload.Content.DumpTokens!.DumpCount));
        Assert.Equal(["a.raw", "b.raw"], files.Opened);
    }

    [Fact]
    public void What_cannot_be_opened_is_an_error_where_it_is_named()
    {
        ScenarioReading reading = ScenarioTexts.Read(
            ScenarioTexts.With("""
                "workloads": [ { "kind": "trace", "path": "no.trace" }, { "kind": "idle", "content": { "dump": "no.raw" } } ]
                """),
            new Files());
        Assert.Equal(
            [
                "hosts[0].machines[0].workloads[0].path is \"no.trace\", but that trace cannot be read: no such trace",
                "hosts[0].machines[0].workloads[1].content.dump is \"no.raw\", but that dump cannot be opened: no such dump",
            ],
            reading.Errors.Select(static error => error.ToString()));
    }

    [Fact]
    public void A_trace_with_bad_lines_is_taken_without_them_and_that_is_said()
    {
        Files files = new() { Traces = { ["t"] = TraceWithBadLine } };
        ScenarioReading reading = ScenarioTexts.Read(ScenarioTexts.With("\"workloads\": [ { \"kind\": \"trace\", \"path\": \"t\" } ]"), files);
        Assert.Equal("", string.Join('\n', reading.Errors.Select(ScenarioTexts.Line)));
        Assert.NotNull(Assert.IsType<TraceWorkload>(reading.Scenario!.Hosts[0].Machines[0].Spec.Workloads[0]).Trace);
        Assert.Contains("1 lines or blocks of that trace are left out", Assert.Single(reading.Warnings).Reason);
    }

    [Fact]
    public void Without_anybody_who_opens_files_a_scenario_that_names_some_is_refused()
    {
        ScenarioReading reading = ScenarioTexts.Read(ScenarioTexts.With("\"workloads\": [ { \"kind\": \"trace\", \"path\": \"t\" } ]"));
        Assert.StartsWith("hosts[0].machines[0].workloads[0].path is 't', which has not been read", Assert.Single(reading.Errors).ToString());
    }

    private sealed class Files : IScenarioFiles
    {
        internal Dictionary<string, int> Dumps { get; } = [];

        internal Dictionary<string, string> Traces { get; } = [];

        internal List<string> Opened { get; } = [];

        public Stream OpenTrace(string path) => Traces.TryGetValue(path, out string? text)
            ? new MemoryStream(Encoding.UTF8.GetBytes(text))
            : throw new IOException("no such trace");

        public PageSource OpenDump(string path)
        {
            Opened.Add(path);
            return Dumps.TryGetValue(path, out int pages)
                ? new MemoryPages([.. Enumerable.Range(0, pages).Select(static i => Enumerable.Repeat((byte)i, 4096).ToArray())])
                : throw new PageSourceException("no such dump");
        }
    }
}
