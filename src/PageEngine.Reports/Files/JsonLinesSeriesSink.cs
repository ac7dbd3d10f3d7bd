using System.Text.Json;

namespace PageEngine.Reports;

/// <summary>Writes each table as JSON Lines, one object a row: <c>hosts.jsonl</c> for the table <c>hosts</c>.</summary>
/// <remarks>
/// UTF-8, lines end with a line feed, members stand in the order of the columns, a missing value is <c>null</c>.
/// Not thread-safe. Appending a row allocates nothing in the long run.
/// </remarks>
public sealed class JsonLinesSeriesSink : FileSeriesSink
{
    private readonly List<JsonLinesBuffer> _buffers = [];
    private readonly List<JsonEncodedText[]> _names = [];

    /// <summary>A sink that writes into a directory.</summary>
    /// <param name="directory">The directory; it is made if it is not there.</param>
    public JsonLinesSeriesSink(string directory)
        : base(directory)
    {
    }

    private protected override void OnBegin()
    {
        foreach (SeriesSchema schema in Schemas)
        {
            _names.Add([.. schema.Columns.Select(static column => JsonEncodedText.Encode(column.Name))]);
            _buffers.Add(new JsonLinesBuffer(Open($"{schema.Name}.jsonl")));
        }
    }

    private protected override void OnAppend(int table, SeriesRow row)
    {
        JsonEncodedText[] names = _names[table];
        Utf8JsonWriter json = _buffers[table].BeginLine();
        IReadOnlyList<SeriesColumn> columns = row.Schema.Columns;
        for (int i = 0; i < names.Length; i++)
        {
            switch (columns[i].Type)
            {
                case ColumnType.WholeNumber:
                    json.WriteNumber(names[i], row.GetWholeNumber(i));
                    break;
                case ColumnType.Number when double.IsNaN(row.GetNumber(i)):
                    json.WriteNull(names[i]);
                    break;
                case ColumnType.Number:
                    json.WriteNumber(names[i], row.GetNumber(i));
                    break;
                default:
                    json.WriteString(names[i], row.GetText(i));
                    break;
            }
        }

        _buffers[table].EndLine();
    }

    private protected override void FinishTables()
    {
        foreach (JsonLinesBuffer buffer in _buffers)
        {
            buffer.WriteOut();
        }
    }
}
