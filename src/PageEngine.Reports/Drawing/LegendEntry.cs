namespace PageEngine.Reports;

/// <summary>A line of a legend.</summary>
/// <param name="Name">What the thing is called.</param>
/// <param name="Color">Its colour.</param>
/// <param name="Mark">What stands beside the name.</param>
internal sealed record LegendEntry(string Name, PaletteColor Color, LegendMark Mark);
