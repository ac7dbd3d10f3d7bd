namespace PageEngine.Reports;

/// <summary>Bars that lie on their side, with the name of what they measure before them.</summary>
/// <param name="Title">What the plot shows, in a few words.</param>
/// <param name="Values">What the bars measure; the axis begins at 0.</param>
/// <param name="Categories">What is compared, the first on top.</param>
/// <param name="Bars">The bars: one of each for each category, at most 500 in all.</param>
public sealed record BarPlot(
    string Title, PlotAxis Values, IReadOnlyList<string> Categories, IReadOnlyList<PlotBars> Bars) : ReportPlot(Title)
{
    /// <summary>Whether the bars of a category are parts of one bar; otherwise they stand apart.</summary>
    public bool IsStacked { get; init; }
}
