namespace PageEngine.Reports;

/// <summary>Which state each of several things was in, over time: a strip for each.</summary>
/// <param name="Title">What the plot shows, in a few words.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="States">The states, in the order of the legend.</param>
/// <param name="Rows">The things, the first on top; at most 500.</param>
public sealed record StatePlot(
    string Title, PlotAxis X, IReadOnlyList<PlotState> States, IReadOnlyList<StateRow> Rows) : ReportPlot(Title);
