namespace PageEngine.Reports;

/// <summary>A moment worth a mark.</summary>
/// <param name="X">Where it is on the horizontal axis.</param>
/// <param name="Label">What happened there, in a word or two.</param>
public readonly record struct PlotMarker(double X, string Label);
