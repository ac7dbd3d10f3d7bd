namespace PageEngine.Reports;

/// <summary>One line of a plot.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Xs">The horizontal values; they do not fall.</param>
/// <param name="Ys">The vertical values, as many.</param>
public sealed record PlotLine(string Name, IReadOnlyList<double> Xs, IReadOnlyList<double> Ys)
{
    /// <summary>How it is drawn.</summary>
    public PlotLineStyle Style { get; init; }

    /// <summary>Its colour; null for the next one of the palette.</summary>
    public PlotColor? Color { get; init; }

    /// <summary>The least at each point, as many as the points: drawn as a band with <see cref="Highs"/>.</summary>
    public IReadOnlyList<double>? Lows { get; init; }

    /// <summary>The greatest at each point.</summary>
    public IReadOnlyList<double>? Highs { get; init; }
}
