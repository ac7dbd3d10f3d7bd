namespace PageEngine.Reports;

/// <summary>How a line is drawn.</summary>
public enum PlotLineStyle
{
    /// <summary>From point to point.</summary>
    Line,

    /// <summary>From point to point, broken: for limits and targets.</summary>
    Dashed,

    /// <summary>Each value holds until the next.</summary>
    Step,

    /// <summary>From point to point, with the area down to zero filled.</summary>
    Area,

    /// <summary>From point to point, with a mark on each: for few points.</summary>
    Points,
}
