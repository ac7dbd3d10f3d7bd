using System.Text.Json;

namespace PageEngine.Reports.Tests;

public sealed class JsonLinesSeriesSinkTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public void Rows_are_read_back_as_they_were_written()
    {
        using (JsonLinesSeriesSink sink = new(_scratch.Directory))
        {
            Tables.Write(sink);
        }

        string text = _scratch.Text("small.jsonl");
        Assert.EndsWith("}\n", text);
        string[] lines = text.Split('\n')[..^1];
        Assert.Equal(Tables.Rows.Count, lines.Length);
        for (int i = 0; i < lines.Length; i++)
        {
            (double time, string name, long count, double? rate, string state) = Tables.Rows[i];
            using var line = JsonDocument.Parse(lines[i]);
            JsonElement root = line.RootElement;
            Assert.Equal(
                ["time", "name", "count", "rate", "state"], root.EnumerateObject().Select(member => member.Name));
            Assert.Equal(time, root.GetProperty("time").GetDouble());
            Assert.Equal(name, root.GetProperty("name").GetString());
            Assert.Equal(count, root.GetProperty("count").GetInt64());
            JsonElement found = root.GetProperty("rate");
            Assert.Equal(rate, found.ValueKind == JsonValueKind.Null ? null : found.GetDouble());
            Assert.Equal(state, root.GetProperty("state").GetString());
        }
    }

    [Fact]
    public void Halves_of_characters_become_replacement_marks()
    {
        using (JsonLinesSeriesSink sink = new(_scratch.Directory))
        {
            sink.Begin(Tables.Small);
            SeriesRow row = Tables.Small.CreateRow();
            row.SetText(1, "half \uD83D of a penguin");
            sink.Append(row);
            sink.Complete();
        }

        Assert.Contains("half \uFFFD of", JsonDocument.Parse(_scratch.Text("small.jsonl")).RootElement
            .GetProperty("name").GetString());
    }

    [Fact]
    public void Appending_allocates_nothing_in_the_long_run()
    {
        using JsonLinesSeriesSink sink = new(_scratch.Directory);
        sink.Begin(Tables.Small);
        SeriesRow row = Tables.Small.CreateRow();
        row.SetText(1, "a guest");
        for (int i = 0; i < 5000; i++)
        {
            sink.Append(row);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5000; i++)
        {
            row.SetNumber(0, i * 0.1);
            sink.Append(row);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    public void Dispose() => _scratch.Dispose();
}
