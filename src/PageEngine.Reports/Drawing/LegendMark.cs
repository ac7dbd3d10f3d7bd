namespace PageEngine.Reports;

/// <summary>What stands beside a name in a legend.</summary>
internal enum LegendMark
{
    /// <summary>A patch of colour.</summary>
    Patch,

    /// <summary>A piece of a line.</summary>
    Line,

    /// <summary>A piece of a broken line.</summary>
    Dashes,
}
