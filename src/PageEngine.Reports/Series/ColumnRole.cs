namespace PageEngine.Reports;

/// <summary>What a column is for.</summary>
public enum ColumnRole
{
    /// <summary>It was measured.</summary>
    Value,

    /// <summary>It says what was measured: the name of a host or a guest. Each text is a series of its own.</summary>
    Key,

    /// <summary>It says when. A table has at most one such column, and its rows do not go back in time.</summary>
    Time,
}
