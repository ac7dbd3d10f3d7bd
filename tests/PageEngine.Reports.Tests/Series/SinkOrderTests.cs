namespace PageEngine.Reports.Tests;

public sealed class SinkOrderTests
{
    [Fact]
    public void Calls_in_the_wrong_order_are_refused()
    {
        using SeriesHistory sink = new();
        SeriesRow row = Tables.Small.CreateRow();
        Assert.Throws<InvalidOperationException>(() => sink.Append(row));
        Assert.Throws<InvalidOperationException>(sink.Complete);
        sink.Begin(Tables.Small);
        Assert.Throws<InvalidOperationException>(() => sink.Begin(Tables.Small));
        sink.Append(row);
        sink.Complete();
        Assert.Throws<InvalidOperationException>(() => sink.Append(row));
        Assert.Throws<InvalidOperationException>(sink.Complete);
        sink.Dispose();
        Assert.Throws<ObjectDisposedException>(() => sink.Append(row));
    }

    [Fact]
    public void Rows_of_other_tables_and_tables_of_one_name_are_refused()
    {
        using SeriesHistory sink = new();
        SeriesSchema twin = new("SMALL", [.. Tables.Small.Columns]);
        Assert.Throws<ArgumentException>(() => sink.Begin(Tables.Small, twin));
        sink.Begin(Tables.Small);
        string message = Assert.Throws<ArgumentException>(() => sink.Append(HostTable.Schema.CreateRow())).Message;
        Assert.Contains("hosts", message);
    }

    [Fact]
    public void A_group_hands_each_row_to_each_sink_and_names_all_files()
    {
        using Scratch scratch = new();
        SeriesHistory history = new();
        using (SeriesSinkGroup group = new(
            new CsvSeriesSink(scratch.Directory), history, new JsonLinesSeriesSink(scratch.Directory)))
        {
            Assert.Empty(group.Files);
            Tables.Write(group);
            Assert.Equal(
                ["small.csv", "small.csv-metadata.json", "small.jsonl"], group.Files.Select(file => file.Name));
        }

        Assert.Equal(["small.csv", "small.csv-metadata.json", "small.jsonl"], scratch.Names);
        Assert.Equal(Tables.Rows.Count, history.GetSeries("small").Sum(series => series.SampleCount));
    }
}
