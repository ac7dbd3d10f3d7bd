using System.Diagnostics;

namespace PageEngine.Reports;

/// <summary>The history of one thing: the rows of a table with the same keys.</summary>
/// <remarks>Not thread-safe while its history takes rows.</remarks>
public sealed class HistorySeries
{
    private const int FirstCapacity = 16;

    private readonly int _pointLimit;
    private readonly NumberHistory?[] _numbers;
    private readonly StateHistory?[] _states;
    private readonly string[] _keys;
    private double[] _starts = [];
    private double[] _ends = [];
    private int[] _samples = [];
    private int _samplesPerPoint = 1;

    internal HistorySeries(SeriesSchema schema, string[] keys, int pointLimit)
    {
        Debug.Assert(pointLimit >= 2 && pointLimit % 2 == 0, "points are merged in pairs");
        Schema = schema;
        _keys = keys;
        _pointLimit = pointLimit;
        IReadOnlyList<SeriesColumn> columns = schema.Columns;
        _numbers = [.. columns.Select(static column =>
            column.Role == ColumnRole.Value && column.Type != ColumnType.Text ? new NumberHistory() : null)];
        _states = [.. columns.Select(static column =>
            column.Role == ColumnRole.Value && column.Type == ColumnType.Text ? new StateHistory() : null)];
    }

    /// <summary>The table that the rows are of.</summary>
    public SeriesSchema Schema { get; }

    /// <summary>The texts of the key columns, in the order of the columns.</summary>
    public IReadOnlyList<string> Keys => _keys;

    /// <summary>The keys as one text.</summary>
    public string Name => string.Join(" / ", _keys);

    /// <summary>The points that are there.</summary>
    public int Count { get; private set; }

    /// <summary>The rows that were taken.</summary>
    public long SampleCount { get; private set; }

    /// <summary>For each point the time of its first sample, in the unit of the column of time.</summary>
    public ReadOnlySpan<double> StartTimes => _starts.AsSpan(0, Count);

    /// <summary>For each point the time of its last sample.</summary>
    public ReadOnlySpan<double> EndTimes => _ends.AsSpan(0, Count);

    /// <summary>The numbers of a column.</summary>
    /// <param name="columnName">The name of a column of values that are numbers.</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    public NumberHistory GetNumbers(string columnName) => GetNumbers(Schema.IndexOf(columnName));

    /// <summary>The numbers of a column.</summary>
    /// <param name="column">The index of a column of values that are numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The column holds no numbers, or is the time.</exception>
    public NumberHistory GetNumbers(int column)
    {
        CheckColumn(column);
        return _numbers[column] ?? throw new ArgumentException(
            $"{Schema.Name}.{Schema.Columns[column].Name} is no column of measured numbers.", nameof(column));
    }

    /// <summary>The states in a column.</summary>
    /// <param name="columnName">The name of a column of values that are texts.</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    public StateHistory GetStates(string columnName) => GetStates(Schema.IndexOf(columnName));

    /// <summary>The states in a column.</summary>
    /// <param name="column">The index of a column of values that are texts.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The column holds no texts, or is a key.</exception>
    public StateHistory GetStates(int column)
    {
        CheckColumn(column);
        return _states[column] ?? throw new ArgumentException(
            $"{Schema.Name}.{Schema.Columns[column].Name} is no column of states.", nameof(column));
    }

    internal void Append(SeriesRow row)
    {
        double time = row.GetAnyNumber(Schema.TimeColumn);
        if (Count > 0 && time < _ends[Count - 1])
        {
            throw new ArgumentException(
                $"The rows of {Schema.Name} for {Name} go back in time: {time} after {_ends[Count - 1]}.", nameof(row));
        }

        if (Count == 0 || _samples[Count - 1] == _samplesPerPoint)
        {
            OpenPoint(time);
        }

        int point = Count - 1;
        _ends[point] = time;
        _samples[point]++;
        SampleCount++;
        for (int i = 0; i < _numbers.Length; i++)
        {
            _numbers[i]?.Add(point, row.GetAnyNumber(i));
            _states[i]?.Add(point, row, i);
        }
    }

    private void OpenPoint(double time)
    {
        if (Count == _pointLimit)
        {
            MergePairs();
        }

        if (Count == _starts.Length)
        {
            Resize(Math.Min(_pointLimit, Math.Max(FirstCapacity, 2 * Count)));
        }

        _starts[Count] = time;
        _samples[Count] = 0;
        Count++;
    }

    private void MergePairs()
    {
        for (int i = 0; i < Count / 2; i++)
        {
            _starts[i] = _starts[2 * i];
            _ends[i] = _ends[(2 * i) + 1];
            _samples[i] = _samples[2 * i] + _samples[(2 * i) + 1];
        }

        for (int i = 0; i < _numbers.Length; i++)
        {
            _numbers[i]?.MergePairs(Count);
            _states[i]?.MergePairs(Count);
        }

        Count /= 2;
        _samplesPerPoint = checked(2 * _samplesPerPoint);
    }

    private void Resize(int capacity)
    {
        Array.Resize(ref _starts, capacity);
        Array.Resize(ref _ends, capacity);
        Array.Resize(ref _samples, capacity);
        for (int i = 0; i < _numbers.Length; i++)
        {
            _numbers[i]?.Resize(capacity);
            _states[i]?.Resize(capacity);
        }
    }

    private void CheckColumn(int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, _numbers.Length);
    }
}
