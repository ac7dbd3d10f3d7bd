namespace PageEngine.Reports.Tests;

/// <summary>What a browser made of one plot.</summary>
/// <param name="Label">What it says to those who do not see it.</param>
/// <param name="Width">Its width on the page.</param>
/// <param name="Height">Its height on the page.</param>
/// <param name="Shapes">The shapes of data that have an extent and a colour.</param>
/// <param name="Faults">Labels that overlap or leave the plot, in words.</param>
internal sealed record DrawnPlot(
    string Label, double Width, double Height, int Shapes, IReadOnlyList<string> Faults);
