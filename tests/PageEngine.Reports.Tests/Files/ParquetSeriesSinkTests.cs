using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace PageEngine.Reports.Tests;

public sealed class ParquetSeriesSinkTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public async Task Rows_are_read_back_as_they_were_written_from_groups_of_bounded_size()
    {
        Write(rowsPerGroup: 16);
        await using ParquetReader reader = await Open();
        Assert.Equal(3, reader.RowGroupCount);
        int next = 0;
        foreach (int group in Enumerable.Range(0, 3))
        {
            using ParquetRowGroupReader rows = reader.OpenRowGroupReader(group);
            int count = (int)rows.RowCount;
            DataField[] fields = reader.Schema.DataFields;
            double[] times = new double[count];
            await rows.ReadAsync<double>(fields[0], times.AsMemory(), null, TestContext.Current.CancellationToken);
            string[] names = new string[count];
            await rows.ReadAsync(fields[1], names.AsMemory()!, null, TestContext.Current.CancellationToken);
            long[] counts = new long[count];
            await rows.ReadAsync<long>(fields[2], counts.AsMemory(), null, TestContext.Current.CancellationToken);
            double?[] rates = new double?[count];
            await rows.ReadAsync<double>(fields[3], rates.AsMemory(), null, TestContext.Current.CancellationToken);
            for (int i = 0; i < count; i++, next++)
            {
                Assert.Equal(Tables.Rows[next].Time, times[i]);
                Assert.Equal(Tables.Rows[next].Name, names[i]);
                Assert.Equal(Tables.Rows[next].Count, counts[i]);
                Assert.Equal(Tables.Rows[next].Rate, rates[i]);
            }
        }

        Assert.Equal(Tables.Rows.Count, next);
    }

    [Fact]
    public async Task Types_and_encodings_are_those_that_every_reader_knows()
    {
        Write();
        await using ParquetReader reader = await Open();
        Assert.Equal([false, false, false, true, false], reader.Schema.DataFields.Select(field => field.IsNullable));
        foreach (ColumnChunk column in reader.Metadata!.RowGroups[0].Columns)
        {
            Assert.All(column.MetaData!.Encodings, encoding => Assert.Contains(
                encoding, new[] { Encoding.PLAIN, Encoding.RLE, Encoding.RLE_DICTIONARY }));
            Assert.Equal(CompressionCodec.SNAPPY, column.MetaData.Codec);
        }
    }

    [Fact]
    public async Task Units_and_descriptions_are_in_the_file()
    {
        Write();
        await using ParquetReader reader = await Open();
        Assert.Equal("pages", reader.CustomMetadata["count.unit"]);
        Assert.Equal("How many.", reader.CustomMetadata["count.description"]);
        using ParquetRowGroupReader group = reader.OpenRowGroupReader(0);
        Assert.Equal("pages", group.GetCustomMetadata(reader.Schema.DataFields[2])["unit"]);
    }

    [Fact]
    public async Task A_table_without_rows_is_a_file_without_groups()
    {
        using (ParquetSeriesSink sink = new(_scratch.Directory))
        {
            sink.Begin(Tables.Small);
            sink.Complete();
        }

        await using ParquetReader reader = await Open();
        Assert.Equal(0, reader.RowGroupCount);
        Assert.Equal(5, reader.Schema.DataFields.Length);
    }

    [Fact]
    public void Groups_without_rows_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParquetSeriesSink(_scratch.Directory, 0));

    public void Dispose() => _scratch.Dispose();

    private void Write(int rowsPerGroup = 65_536)
    {
        using ParquetSeriesSink sink = new(_scratch.Directory, rowsPerGroup);
        Tables.Write(sink);
    }

    private Task<ParquetReader> Open() => ParquetReader.CreateAsync(
        _scratch.File("small.parquet"), cancellationToken: TestContext.Current.CancellationToken);
}
