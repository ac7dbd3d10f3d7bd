namespace PageEngine.Reports;

/// <summary>What the values of a column are.</summary>
public enum ColumnType
{
    /// <summary>A 64-bit signed integer.</summary>
    WholeNumber,

    /// <summary>A finite 64-bit floating-point number, or, in an optional column, nothing.</summary>
    Number,

    /// <summary>A text of which there are few: a name, a state.</summary>
    Text,
}
