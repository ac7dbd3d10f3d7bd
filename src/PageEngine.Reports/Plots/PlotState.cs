namespace PageEngine.Reports;

/// <summary>A state that things can be in.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Color">Its colour.</param>
public sealed record PlotState(string Name, PlotColor Color);
