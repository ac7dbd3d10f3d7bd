namespace PageEngine.Reports;

/// <summary>Bars of one kind, one for each category.</summary>
/// <param name="Name">Their name in the legend.</param>
/// <param name="Values">Their lengths, 0 or more; not a number (NaN) for none.</param>
public sealed record PlotBars(string Name, IReadOnlyList<double> Values)
{
    /// <summary>Their colour; null for the next one of the palette.</summary>
    public PlotColor? Color { get; init; }
}
