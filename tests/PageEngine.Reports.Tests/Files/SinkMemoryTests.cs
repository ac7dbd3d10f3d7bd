namespace PageEngine.Reports.Tests;

[CollectionDefinition(nameof(SinkMemoryTests), DisableParallelization = true)]
[Collection(nameof(SinkMemoryTests))]
public sealed class SinkMemoryTests
{
    [Fact]
    public void What_sinks_keep_in_memory_does_not_grow_with_the_run()
    {
        using Scratch scratch = new();
        long before = 0;
        using SeriesSinkGroup sinks = new(
            new CsvSeriesSink(scratch.Directory),
            new JsonLinesSeriesSink(scratch.Directory),
            new ParquetSeriesSink(scratch.Directory, rowsPerGroup: 5000),
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
}
