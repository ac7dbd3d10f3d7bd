namespace PageEngine.Reports;

/// <summary>One column of a table of samples.</summary>
/// <param name="Name">The name: a letter, then letters, digits and underscores; no reader needs to quote it.</param>
/// <param name="Type">What its values are.</param>
/// <param name="Unit">The unit of its values, such as <c>pages</c> or <c>1/s</c>; empty if they have none.</param>
/// <param name="Description">One sentence that says what is measured.</param>
public sealed record SeriesColumn(string Name, ColumnType Type, string Unit, string Description)
{
    /// <summary>What the column is for.</summary>
    public ColumnRole Role { get; init; } = ColumnRole.Value;

    /// <summary>Whether a row may have no value here. Only a column of numbers may be optional.</summary>
    public bool IsOptional { get; init; }
}
