using Parquet;
using Parquet.Schema;

namespace PageEngine.Reports;

/// <summary>The open row group of one table, column by column. Not thread-safe.</summary>
internal sealed class ParquetTable
{
    private const int FirstCapacity = 256;

    private readonly SeriesSchema _schema;
    private readonly int _rowsPerGroup;
    private readonly DataField[] _fields;
    private readonly Dictionary<string, string>[] _metadata;
    private readonly ParquetWriter _writer;
    private readonly long[]?[] _integers;
    private readonly double[]?[] _doubles;
    private readonly ReadOnlyMemory<char>[]?[] _texts;
    private int _count;
    private int _capacity;

    internal ParquetTable(SeriesSchema schema, OutputFile output, ParquetOptions options, int rowsPerGroup)
    {
        _schema = schema;
        _rowsPerGroup = rowsPerGroup;
        _fields = [.. schema.Columns.Select(ToField)];
        _metadata = [.. schema.Columns.Select(ToMetadata)];
        _integers = new long[]?[_fields.Length];
        _doubles = new double[]?[_fields.Length];
        _texts = new ReadOnlyMemory<char>[]?[_fields.Length];
        _writer = Wait(ParquetWriter.CreateAsync(new ParquetSchema(_fields), output, options));
        Dictionary<string, string> whole = [];
        foreach (SeriesColumn column in schema.Columns)
        {
            whole.Add($"{column.Name}.unit", column.Unit);
            whole.Add($"{column.Name}.description", column.Description);
        }

        _writer.CustomMetadata = whole;
    }

    internal void Append(SeriesRow row)
    {
        if (_count == _capacity)
        {
            Grow();
        }

        for (int i = 0; i < _fields.Length; i++)
        {
            if (_integers[i] is { } integers)
            {
                integers[_count] = row.GetWholeNumber(i);
            }
            else if (_doubles[i] is { } doubles)
            {
                doubles[_count] = row.GetNumber(i);
            }
            else
            {
                _texts[i]![_count] = row.GetText(i).AsMemory();
            }
        }

        if (++_count == _rowsPerGroup)
        {
            WriteGroup();
        }
    }

    internal void Finish()
    {
        if (_count > 0)
        {
            WriteGroup();
        }

        _writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static DataField ToField(SeriesColumn column) => new(column.Name, column.Type switch
    {
        ColumnType.WholeNumber => typeof(long),
        ColumnType.Number => typeof(double),
        _ => typeof(string),
    }, isNullable: column.IsOptional);

    private static Dictionary<string, string> ToMetadata(SeriesColumn column) => new()
    {
        ["unit"] = column.Unit,
        ["description"] = column.Description,
    };

    // The stream writes synchronously, so the tasks are done when they are given out and nothing is waited for.
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private void Grow()
    {
        _capacity = (int)Math.Min(_rowsPerGroup, Math.Max(FirstCapacity, 2L * _capacity));
        for (int i = 0; i < _fields.Length; i++)
        {
            switch (_schema.Columns[i].Type)
            {
                case ColumnType.WholeNumber:
                    Array.Resize(ref _integers[i], _capacity);
                    break;
                case ColumnType.Number:
                    Array.Resize(ref _doubles[i], _capacity);
                    break;
                default:
                    Array.Resize(ref _texts[i], _capacity);
                    break;
            }
        }
    }

    private void WriteGroup()
    {
        using ParquetRowGroupWriter group = _writer.CreateRowGroup();
        for (int i = 0; i < _fields.Length; i++)
        {
            WriteColumn(group, i).GetAwaiter().GetResult();
        }

        _count = 0;
    }

    private Task WriteColumn(ParquetRowGroupWriter group, int column)
    {
        DataField field = _fields[column];
        Dictionary<string, string> metadata = _metadata[column];
        if (_integers[column] is { } integers)
        {
            return group.WriteAsync<long>(field, integers.AsMemory(0, _count), null, metadata);
        }

        if (_texts[column] is { } texts)
        {
            return group.WriteAsync<ReadOnlyMemory<char>>(field, texts.AsMemory(0, _count), null, metadata);
        }

        double[] doubles = _doubles[column]!;
        return _schema.Columns[column].IsOptional
            ? group.WriteAsync<double>(field, WithNothing(doubles.AsSpan(0, _count)), null, metadata)
            : group.WriteAsync<double>(field, doubles.AsMemory(0, _count), null, metadata);
    }

    private static ReadOnlyMemory<double?> WithNothing(ReadOnlySpan<double> values)
    {
        var result = new double?[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            result[i] = double.IsNaN(values[i]) ? null : values[i];
        }

        return result;
    }
}
