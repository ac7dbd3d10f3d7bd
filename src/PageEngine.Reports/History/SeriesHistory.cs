namespace PageEngine.Reports;

/// <summary>Keeps the samples of a run in bounded memory, for plots.</summary>
/// <remarks>
/// <para>Rows with the same texts in their key columns are one series. A series has a fixed number of points. When all
/// are used, neighbours are merged in pairs, and from then on a point stands for twice as many samples. A point keeps
/// the least, the greatest and the mean of its samples, so no spike is lost; of states it keeps how many of its samples
/// were in each. The same rows give the same points.</para>
/// <para>Not thread-safe. Complete or not, what has been taken so far can be read, also after disposal.</para>
/// </remarks>
public sealed class SeriesHistory : SeriesSink
{
    private readonly int _pointsPerSeries;
    private readonly int _seriesPerTable;
    private HistoryTable[] _tables = [];

    /// <summary>An empty history.</summary>
    /// <param name="options">How much it keeps; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is too small.</exception>
    public SeriesHistory(SeriesHistoryOptions? options = null)
    {
        options ??= new SeriesHistoryOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PointsPerSeries, 2, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.PointsPerSeries, 1 << 20, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SeriesPerTable, 1, nameof(options));
        _pointsPerSeries = options.PointsPerSeries + (options.PointsPerSeries & 1);
        _seriesPerTable = options.SeriesPerTable;
    }

    /// <summary>The series of a table, in the order in which they came up.</summary>
    /// <param name="tableName">The name of the table; one that the history does not have has no series.</param>
    public IReadOnlyList<HistorySeries> GetSeries(string tableName)
    {
        ArgumentNullException.ThrowIfNull(tableName);
        return Find(tableName)?.Series ?? [];
    }

    /// <summary>The rows of a table that were not kept because there were too many series.</summary>
    /// <param name="tableName">The name of the table.</param>
    public long GetDroppedRowCount(string tableName)
    {
        ArgumentNullException.ThrowIfNull(tableName);
        return Find(tableName)?.DroppedRows ?? 0;
    }

    private protected override void OnBegin()
    {
        foreach (SeriesSchema schema in Schemas)
        {
            if (schema.TimeColumn < 0)
            {
                throw new ArgumentException($"The table {schema.Name} has no column of time.", "schemas");
            }
        }

        _tables = [.. Schemas.Select(schema => new HistoryTable(schema, _pointsPerSeries, _seriesPerTable))];
    }

    private protected override void OnAppend(int table, SeriesRow row) => _tables[table].Append(row);

    private protected override void OnComplete()
    {
    }

    private protected override void OnDispose()
    {
    }

    private HistoryTable? Find(string name) => Array.Find(_tables, table => table.Schema.Name == name);
}
