namespace PageEngine.Reports;

/// <summary>A column of a table.</summary>
/// <param name="Heading">Its heading.</param>
/// <param name="IsNumber">Whether it holds numbers, which stand to the right.</param>
public sealed record ReportTableColumn(string Heading, bool IsNumber = false);
