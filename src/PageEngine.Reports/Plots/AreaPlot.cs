namespace PageEngine.Reports;

/// <summary>The parts of a whole over time, one on top of the other.</summary>
/// <param name="Title">What the plot shows, in a few words.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Xs">The horizontal values of all parts; they do not fall.</param>
/// <param name="Areas">The parts, the lowest first. Negative values count as zero.</param>
public sealed record AreaPlot(
    string Title, PlotAxis X, PlotAxis Y, IReadOnlyList<double> Xs, IReadOnlyList<PlotArea> Areas) : ReportPlot(Title)
{
    /// <summary>Lines above the areas that are no part of the sum: a capacity, a limit.</summary>
    public IReadOnlyList<PlotLine> Lines { get; init; } = [];
}
