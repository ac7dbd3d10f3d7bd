namespace PageEngine.Reports;

/// <summary>What one direction of a plot measures.</summary>
/// <param name="Label">What is measured, in a word or two: <c>simulated time</c>.</param>
/// <param name="Quantity">What its values are; the unit of the labels follows from it.</param>
public sealed record PlotAxis(string Label, PlotQuantity Quantity)
{
    /// <summary>Where the axis begins; null to leave it to the data (0 where nothing is negative).</summary>
    public double? Minimum { get; init; }

    /// <summary>Where the axis ends at least; null to leave it to the data. Plots side by side take the same.</summary>
    public double? Maximum { get; init; }

    /// <summary>The simulated time, in seconds.</summary>
    public static PlotAxis Time { get; } = new("simulated time", PlotQuantity.Seconds);
}
