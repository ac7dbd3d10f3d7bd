using System.Globalization;
using CsvHelper;

namespace PageEngine.Reports;

/// <summary>Writes each table as comma-separated values: <c>hosts.csv</c> for the table <c>hosts</c>.</summary>
/// <remarks>
/// <para>RFC 4180 with a header row, in UTF-8; lines end with a line feed; numbers do not depend on the culture, and
/// doubles are the shortest text that reads back as the same number; a missing value is an empty field. Beside each
/// table stands a description of its columns with units, <c>hosts.csv-metadata.json</c>, in the form of the W3C
/// recommendation "Metadata Vocabulary for Tabular Data" of 2015.</para>
/// <para>Not thread-safe. Appending a row allocates nothing.</para>
/// </remarks>
public sealed class CsvSeriesSink : FileSeriesSink
{
    private static readonly CsvWriterOptions Options = CsvWriterOptions.Default with
    {
        NewLine = "\n",
        FormatProvider = CultureInfo.InvariantCulture,
    };

    private readonly List<CsvWriter> _writers = [];

    /// <summary>A sink that writes into a directory.</summary>
    /// <param name="directory">The directory; it is made if it is not there.</param>
    public CsvSeriesSink(string directory)
        : base(directory)
    {
    }

    private protected override void OnBegin()
    {
        foreach (SeriesSchema schema in Schemas)
        {
            CsvMetadata.Write(Open($"{schema.Name}.csv-metadata.json"), schema);
            var writer = CsvWriter.Create(Open($"{schema.Name}.csv"), Options, leaveOpen: true);
            _writers.Add(writer);
            foreach (SeriesColumn column in schema.Columns)
            {
                writer.WriteField(column.Name);
            }

            writer.EndRecord();
        }
    }

    private protected override void OnAppend(int table, SeriesRow row)
    {
        CsvWriter writer = _writers[table];
        IReadOnlyList<SeriesColumn> columns = row.Schema.Columns;
        for (int i = 0; i < columns.Count; i++)
        {
            switch (columns[i].Type)
            {
                case ColumnType.WholeNumber:
                    writer.WriteField(row.GetWholeNumber(i));
                    break;
                case ColumnType.Number when double.IsNaN(row.GetNumber(i)):
                    writer.WriteField("");
                    break;
                case ColumnType.Number:
                    writer.WriteField(row.GetNumber(i));
                    break;
                default:
                    writer.WriteField(row.GetText(i));
                    break;
            }
        }

        writer.EndRecord();
    }

    private protected override void FinishTables()
    {
        foreach (CsvWriter writer in _writers)
        {
            writer.Dispose();
        }
    }
}
