namespace PageEngine.Reports;

/// <summary>A table of texts.</summary>
/// <param name="Caption">What the table shows; may be empty.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows: a text for each column.</param>
public sealed record ReportTable(
    string Caption, IReadOnlyList<ReportTableColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
