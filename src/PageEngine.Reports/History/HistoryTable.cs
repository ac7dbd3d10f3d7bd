namespace PageEngine.Reports;

/// <summary>The series of one table, found by the texts of the key columns. Not thread-safe.</summary>
internal sealed class HistoryTable
{
    private readonly int _pointsPerSeries;
    private readonly int _seriesLimit;
    private readonly int[] _keyColumns;
    private readonly List<HistorySeries> _series = [];
    private readonly Dictionary<string, List<HistorySeries>> _byFirstKey = new(StringComparer.Ordinal);

    internal HistoryTable(SeriesSchema schema, int pointsPerSeries, int seriesLimit)
    {
        Schema = schema;
        _pointsPerSeries = pointsPerSeries;
        _seriesLimit = seriesLimit;
        _keyColumns = [.. Enumerable.Range(0, schema.Columns.Count)
            .Where(column => schema.Columns[column].Role == ColumnRole.Key)];
    }

    internal SeriesSchema Schema { get; }

    internal IReadOnlyList<HistorySeries> Series => _series;

    internal long DroppedRows { get; private set; }

    internal void Append(SeriesRow row)
    {
        if (Find(row) is { } known)
        {
            known.Append(row);
            return;
        }

        if (_series.Count == _seriesLimit)
        {
            DroppedRows++;
            return;
        }

        var series = new HistorySeries(Schema, [.. _keyColumns.Select(row.GetText)], _pointsPerSeries);
        series.Append(row);
        _series.Add(series);
        string firstKey = FirstKeyOf(row);
        if (!_byFirstKey.TryGetValue(firstKey, out List<HistorySeries>? namesakes))
        {
            namesakes = [];
            _byFirstKey.Add(firstKey, namesakes);
        }

        namesakes.Add(series);
    }

    private string FirstKeyOf(SeriesRow row) => _keyColumns.Length > 0 ? row.GetText(_keyColumns[0]) : "";

    private HistorySeries? Find(SeriesRow row)
    {
        if (_byFirstKey.TryGetValue(FirstKeyOf(row), out List<HistorySeries>? namesakes))
        {
            foreach (HistorySeries series in namesakes)
            {
                if (IsOf(series, row))
                {
                    return series;
                }
            }
        }

        return null;
    }

    private bool IsOf(HistorySeries series, SeriesRow row)
    {
        for (int i = 0; i < _keyColumns.Length; i++)
        {
            if (series.Keys[i] != row.GetText(_keyColumns[i]))
            {
                return false;
            }
        }

        return true;
    }
}
