namespace PageEngine.Reports;

/// <summary>A point of the data area: 0, 0 is its lower left and 1, 1 its upper right.</summary>
internal readonly record struct UnitPoint(double X, double Y);
