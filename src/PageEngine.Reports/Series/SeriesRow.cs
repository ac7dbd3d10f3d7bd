using System.Diagnostics;

namespace PageEngine.Reports;

/// <summary>One row of a table, filled by column and appended to sinks.</summary>
/// <remarks>
/// Not thread-safe. Make one for each table and use it for all rows: setting a value allocates nothing. Values stay
/// until they are set again, so a caller sets every column of each row. A new row holds zeros and empty texts.
/// </remarks>
public sealed class SeriesRow
{
    private readonly long[] _numbers;
    private readonly string[] _texts;

    internal SeriesRow(SeriesSchema schema)
    {
        Schema = schema;
        _numbers = new long[schema.Columns.Count];
        _texts = new string[schema.Columns.Count];
        _texts.AsSpan().Fill("");
    }

    /// <summary>The table of the row.</summary>
    public SeriesSchema Schema { get; }

    /// <summary>Sets a column of whole numbers.</summary>
    /// <param name="column">The index of the column.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The column is of another type.</exception>
    public void SetWholeNumber(int column, long value)
    {
        CheckColumn(column, ColumnType.WholeNumber);
        _numbers[column] = value;
    }

    /// <summary>Sets a column of numbers.</summary>
    /// <param name="column">The index of the column.</param>
    /// <param name="value">The value: finite. What is missing is set by <see cref="SetMissing"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or the value is not finite.</exception>
    /// <exception cref="ArgumentException">The column is of another type.</exception>
    public void SetNumber(int column, double value)
    {
        CheckColumn(column, ColumnType.Number);
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(
                nameof(value), value, $"{Schema.Name}.{Schema.Columns[column].Name} takes finite numbers only.");
        }

        _numbers[column] = BitConverter.DoubleToInt64Bits(value);
    }

    /// <summary>Says that an optional column has no value in this row.</summary>
    /// <param name="column">The index of the column.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The column is not optional.</exception>
    public void SetMissing(int column)
    {
        CheckColumn(column, ColumnType.Number);
        if (!Schema.Columns[column].IsOptional)
        {
            throw new ArgumentException(
                $"{Schema.Name}.{Schema.Columns[column].Name} has a value in every row.", nameof(column));
        }

        _numbers[column] = BitConverter.DoubleToInt64Bits(double.NaN);
    }

    /// <summary>Sets a column of texts.</summary>
    /// <param name="column">The index of the column.</param>
    /// <param name="value">The text; it is kept, not copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The column is of another type.</exception>
    public void SetText(int column, string value)
    {
        CheckColumn(column, ColumnType.Text);
        ArgumentNullException.ThrowIfNull(value);
        _texts[column] = value;
    }

    /// <summary>The value of a column of whole numbers.</summary>
    /// <param name="column">The index of the column.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The column is of another type.</exception>
    public long GetWholeNumber(int column)
    {
        CheckColumn(column, ColumnType.WholeNumber);
        return _numbers[column];
    }

    /// <summary>The value of a column of numbers; not a number (NaN) where it is missing.</summary>
    /// <param name="column">The index of the column.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The column is of another type.</exception>
    public double GetNumber(int column)
    {
        CheckColumn(column, ColumnType.Number);
        return BitConverter.Int64BitsToDouble(_numbers[column]);
    }

    /// <summary>The value of a column of texts.</summary>
    /// <param name="column">The index of the column.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The column is of another type.</exception>
    public string GetText(int column)
    {
        CheckColumn(column, ColumnType.Text);
        return _texts[column];
    }

    /// <summary>The value of a column of whole numbers or numbers as a double; NaN where it is missing.</summary>
    internal double GetAnyNumber(int column)
    {
        Debug.Assert(Schema.Columns[column].Type != ColumnType.Text, "a text has no number");
        return Schema.Columns[column].Type == ColumnType.WholeNumber
            ? _numbers[column]
            : BitConverter.Int64BitsToDouble(_numbers[column]);
    }

    private void CheckColumn(int column, ColumnType type)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, _numbers.Length);
        if (Schema.Columns[column].Type != type)
        {
            SeriesColumn found = Schema.Columns[column];
            throw new ArgumentException(
                $"{Schema.Name}.{found.Name} is a column of type {found.Type}, not {type}.", nameof(column));
        }
    }
}
