using Parquet;

namespace PageEngine.Reports;

/// <summary>Writes each table as Parquet: <c>hosts.parquet</c> for the table <c>hosts</c>.</summary>
/// <remarks>
/// <para>64-bit integers, doubles and UTF-8 strings, plainly encoded, compressed with Snappy, required except where a
/// column is optional: DuckDB, Spark and ClickHouse read the files as they are. The unit and the description of a
/// column stand in its metadata, and once more for the whole file, as <c>NAME.unit</c> and <c>NAME.description</c>.
/// </para>
/// <para>Not thread-safe. A row group at a time is kept in memory.</para>
/// </remarks>
public sealed class ParquetSeriesSink : FileSeriesSink
{
    private static readonly ParquetOptions Options = new()
    {
        CompressionMethod = CompressionMethod.Snappy,
        DictionaryEncodingThreshold = 0,
    };

    private readonly int _rowsPerGroup;
    private readonly List<ParquetTable> _tables = [];

    /// <summary>A sink that writes into a directory.</summary>
    /// <param name="directory">The directory; it is made if it is not there.</param>
    /// <param name="rowsPerGroup">The rows that are kept in memory and written together, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of rows is not positive.</exception>
    public ParquetSeriesSink(string directory, int rowsPerGroup = 65_536)
        : base(directory)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rowsPerGroup);
        _rowsPerGroup = rowsPerGroup;
    }

    private protected override void OnBegin()
    {
        foreach (SeriesSchema schema in Schemas)
        {
            OutputFile output = Open($"{schema.Name}.parquet");
            _tables.Add(new ParquetTable(schema, output, Options, _rowsPerGroup));
        }
    }

    private protected override void OnAppend(int table, SeriesRow row) => _tables[table].Append(row);

    private protected override void FinishTables()
    {
        foreach (ParquetTable table in _tables)
        {
            table.Finish();
        }
    }
}
