namespace PageEngine.Reports;

/// <summary>How strong something was in each of several things, over time: a strip for each, the stronger the darker.
/// </summary>
/// <param name="Title">What the plot shows, in a few words.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Values">What the colours measure; it begins at 0.</param>
/// <param name="Rows">The things, the first on top; at most 500.</param>
public sealed record HeatPlot(
    string Title, PlotAxis X, PlotAxis Values, IReadOnlyList<HeatRow> Rows) : ReportPlot(Title);
