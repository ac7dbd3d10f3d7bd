namespace PageEngine.Reports;

/// <summary>How much a <see cref="SeriesHistory"/> keeps.</summary>
public sealed record SeriesHistoryOptions
{
    /// <summary>The points that are kept of each series, at least 2; odd numbers are rounded up.</summary>
    public int PointsPerSeries { get; init; } = 1000;

    /// <summary>The series that are kept of each table, at least 1; rows of later ones are only counted.</summary>
    public int SeriesPerTable { get; init; } = 256;
}
