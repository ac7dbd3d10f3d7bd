namespace PageEngine.Reports.Tests;

public sealed class ReproducibleRunTests
{
    [Fact]
    public void Two_runs_leave_the_same_bytes_behind()
    {
        using Scratch first = new();
        using Scratch second = new();
        Run(first.Directory);
        Run(second.Directory);
        Assert.Equal(
            [
                "events.jsonl", "guests.csv", "guests.csv-metadata.json", "guests.jsonl", "guests.parquet", "hosts.csv",
                "hosts.csv-metadata.json", "hosts.jsonl", "hosts.parquet", "manifest.json", "report.html",
            ],
            first.Names);
        Assert.Equal(first.Names, second.Names);
        foreach (string name in first.Names)
        {
            Assert.True(
                File.ReadAllBytes(first.File(name)).AsSpan().SequenceEqual(File.ReadAllBytes(second.File(name))),
                $"{name} differs");
        }
    }

    private static void Run(string directory)
    {
        SampleRun run = new() { Samples = 200 };
        SeriesHistory history = new();
        using SeriesSinkGroup sinks = new(
            new CsvSeriesSink(directory),
            new JsonLinesSeriesSink(directory),
            new ParquetSeriesSink(directory, rowsPerGroup: 64),
            history);
        run.WriteTo(sinks);
        using EventLogSink events = new(directory);
        events.Append(new RunEvent(5, "state", "host-a", "soft"));
        RunFile eventFile = events.Complete();
        RunManifest manifest = new()
        {
            ToolVersion = "0.1.0",
            Scenario = RunScenario.Of("scenario.json", "{}"u8),
            Seed = 42,
            SimulatedNanoseconds = 200_000_000_000,
            EventCount = 7,
            EventHash = "1234",
            Files = [.. sinks.Files, eventFile],
        };
        manifest.Write(directory);
        SimulationReport.Compose(new SimulationReportInput { Title = "run", History = history, Manifest = manifest })
            .Write(directory);
    }
}
