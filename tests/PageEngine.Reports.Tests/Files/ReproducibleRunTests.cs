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

    [Fact]
    public void What_sinks_keep_in_memory_does_not_grow_with_the_run()
    {
        using Scratch scratch = new();
        long before = 0;
        using SeriesSinkGroup sinks = new(
            new CsvSeriesSink(scratch.Directory),
            new JsonLinesSeriesSink(scratch.Directory),
            new ParquetSeriesSink(scratch.Directory, rowsPerGroup: 1000),
            new SeriesHistory(new SeriesHistoryOptions { PointsPerSeries = 100 }));
        sinks.Begin(Tables.Small);
        SeriesRow row = Tables.Small.CreateRow();
        for (int i = 0; i < 60_000; i++)
        {
            row.SetNumber(0, i);
            row.SetWholeNumber(2, i);
            sinks.Append(row);
            if (i == 10_000)
            {
                before = GC.GetTotalMemory(forceFullCollection: true);
            }
        }

        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 1_000_000, $"the sinks grew by {grown} bytes over 50 000 rows");
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
