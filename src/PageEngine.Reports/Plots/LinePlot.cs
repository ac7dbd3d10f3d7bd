namespace PageEngine.Reports;

/// <summary>Lines over time or another number.</summary>
/// <param name="Title">What the plot shows, in a few words.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Lines">The lines, the first at the back.</param>
public sealed record LinePlot(string Title, PlotAxis X, PlotAxis Y, IReadOnlyList<PlotLine> Lines) : ReportPlot(Title)
{
    /// <summary>Moments worth a mark, drawn as upright lines with a label.</summary>
    public IReadOnlyList<PlotMarker> Markers { get; init; } = [];
}
