namespace PageEngine.Reports;

/// <summary>How often values fell into each of several ranges. All ranges are drawn equally wide.</summary>
/// <param name="Title">What the plot shows, in a few words.</param>
/// <param name="X">What was measured.</param>
/// <param name="Y">What is counted.</param>
/// <param name="Edges">Where the ranges begin, and where the last ends: one more than the counts, rising.</param>
/// <param name="Counts">The number of values in each range.</param>
public sealed record HistogramPlot(
    string Title, PlotAxis X, PlotAxis Y, IReadOnlyList<double> Edges, IReadOnlyList<double> Counts)
    : ReportPlot(Title);
