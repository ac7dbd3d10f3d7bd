namespace PageEngine.Reports;

/// <summary>The strip of one thing.</summary>
/// <param name="Name">The name of the thing.</param>
/// <param name="Spans">Its spans, in the order of time.</param>
public sealed record StateRow(string Name, IReadOnlyList<StateSpan> Spans);
