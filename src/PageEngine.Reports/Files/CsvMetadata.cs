using System.Text.Encodings.Web;
using System.Text.Json;

namespace PageEngine.Reports;

/// <summary>Describes the columns of a CSV file in the W3C vocabulary for tabular data.</summary>
internal static class CsvMetadata
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static void Write(Stream stream, SeriesSchema schema)
    {
        using var json = new Utf8JsonWriter(stream, Options);
        json.WriteStartObject();
        json.WriteString("@context", "http://www.w3.org/ns/csvw");
        json.WriteString("url", $"{schema.Name}.csv");
        json.WriteStartObject("tableSchema");
        json.WriteStartArray("columns");
        foreach (SeriesColumn column in schema.Columns)
        {
            WriteColumn(json, column);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteColumn(Utf8JsonWriter json, SeriesColumn column)
    {
        json.WriteStartObject();
        json.WriteString("name", column.Name);
        json.WriteString("titles", column.Name);
        json.WriteString("datatype", column.Type switch
        {
            ColumnType.WholeNumber => "long",
            ColumnType.Number => "double",
            _ => "string",
        });
        json.WriteBoolean("required", !column.IsOptional && column.Type != ColumnType.Text);
        if (column.Unit.Length > 0)
        {
            json.WriteString("schema:unitText", column.Unit);
        }

        json.WriteString("dc:description", column.Description);
        json.WriteEndObject();
    }
}
