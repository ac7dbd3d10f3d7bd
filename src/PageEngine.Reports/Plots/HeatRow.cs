namespace PageEngine.Reports;

/// <summary>The strip of one thing.</summary>
/// <param name="Name">The name of the thing.</param>
/// <param name="Edges">Where its cells begin, and where the last ends: one more than the values, never falling.</param>
/// <param name="Values">The strength in each cell, 0 or more; of cells merged to fit, the greatest counts.</param>
public sealed record HeatRow(string Name, IReadOnlyList<double> Edges, IReadOnlyList<double> Values);
