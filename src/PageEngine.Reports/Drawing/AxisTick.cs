namespace PageEngine.Reports;

/// <summary>A labelled place on an axis.</summary>
/// <param name="Position">Where it is, 0 (the beginning of the axis) to 1.</param>
/// <param name="Label">What stands there.</param>
internal readonly record struct AxisTick(double Position, string Label);
