namespace PageEngine.Reports;

/// <summary>One part of a whole over time.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Values">Its values, one for each horizontal value of the plot.</param>
public sealed record PlotArea(string Name, IReadOnlyList<double> Values)
{
    /// <summary>Its colour; null for the next one of the palette.</summary>
    public PlotColor? Color { get; init; }
}
