namespace PageEngine.Reports;

/// <summary>A rectangle of the data area, in parts of its width and height.</summary>
internal readonly record struct UnitRect(double Left, double Right, double Bottom, double Top);
