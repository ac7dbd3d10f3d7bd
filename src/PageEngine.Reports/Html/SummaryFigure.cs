namespace PageEngine.Reports;

/// <summary>One figure that sums up a run.</summary>
/// <param name="Label">What it is: <c>simulated time</c>.</param>
/// <param name="Value">The figure with its unit: <c>10 min</c>.</param>
/// <param name="Note">A few words below it; may be empty.</param>
public sealed record SummaryFigure(string Label, string Value, string Note = "");
