namespace PageEngine.Reports;

/// <summary>A part of a figure of a move: of its downtime, of its pages, of its bytes.</summary>
/// <param name="Name">What the part is.</param>
/// <param name="Value">How much; the figure says in which unit.</param>
public readonly record struct MovePart(string Name, double Value);
