using System.Globalization;
using System.Text.Json;
using CsvHelper;

namespace PageEngine.Reports.Tests;

public sealed class CsvSeriesSinkTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public void Rows_are_read_back_as_they_were_written()
    {
        Write();
        List<string[]> lines = Read();
        Assert.Equal(["time", "name", "count", "rate", "state"], lines[0]);
        Assert.Equal(Tables.Rows.Count + 1, lines.Count);
        for (int i = 0; i < Tables.Rows.Count; i++)
        {
            (double time, string name, long count, double? rate, string state) = Tables.Rows[i];
            string[] fields = lines[i + 1];
            Assert.Equal(time, double.Parse(fields[0], CultureInfo.InvariantCulture));
            Assert.Equal(name, fields[1]);
            Assert.Equal(count, long.Parse(fields[2], CultureInfo.InvariantCulture));
            Assert.Equal(rate, fields[3].Length == 0 ? null : double.Parse(fields[3], CultureInfo.InvariantCulture));
            Assert.Equal(state, fields[4]);
        }
    }

    [Fact]
    public void The_text_is_that_of_the_standard_whatever_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            CultureInfo.CurrentCulture = comma;
            Write();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        string text = _scratch.Text("small.csv");
        Assert.StartsWith(
            "time,name,count,rate,state\n"
            + "0,<script>alert(1)</script>,-9223372036854775808,,hard\n"
            + "0.1,\"\"\"quoted\"\", 'too'\",9223372036854775807,0.3333333333333333,soft\n",
            text);
        Assert.DoesNotContain('\uFEFF', text);
    }

    [Fact]
    public void Units_and_descriptions_stand_beside_the_table()
    {
        Write();
        using var metadata = JsonDocument.Parse(_scratch.Text("small.csv-metadata.json"));
        Assert.Equal("small.csv", metadata.RootElement.GetProperty("url").GetString());
        JsonElement count = metadata.RootElement.GetProperty("tableSchema").GetProperty("columns")[2];
        Assert.Equal("count", count.GetProperty("name").GetString());
        Assert.Equal("pages", count.GetProperty("schema:unitText").GetString());
        Assert.Equal("How many.", count.GetProperty("dc:description").GetString());
    }

    [Fact]
    public void Appending_allocates_nothing()
    {
        using CsvSeriesSink sink = new(_scratch.Directory);
        sink.Begin(Tables.Small);
        SeriesRow row = Tables.Small.CreateRow();
        row.SetText(1, "a guest");
        row.SetText(4, "soft, or so");
        for (int i = 0; i < 5000; i++)
        {
            Append(i);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5000; i++)
        {
            Append(i);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Append(int i)
        {
            row.SetNumber(0, i * 0.25);
            row.SetWholeNumber(2, i);
            row.SetNumber(3, 1.0 / (i + 1));
            sink.Append(row);
        }
    }

    [Fact]
    public void A_table_without_rows_is_a_header()
    {
        using CsvSeriesSink sink = new(_scratch.Directory);
        sink.Begin(Tables.Small);
        sink.Complete();
        Assert.Equal("time,name,count,rate,state\n", _scratch.Text("small.csv"));
    }

    public void Dispose() => _scratch.Dispose();

    private void Write()
    {
        using CsvSeriesSink sink = new(_scratch.Directory);
        Tables.Write(sink);
    }

    private List<string[]> Read()
    {
        CsvReaderOptions options = CsvReaderOptions.Default with { HasHeader = false };
        using var reader = CsvReader.Create(new StringReader(_scratch.Text("small.csv")), options);
        List<string[]> lines = [];
        while (reader.Read())
        {
            lines.Add([.. Enumerable.Range(0, 5).Select(i => reader.GetString(i)!)]);
        }

        return lines;
    }
}
