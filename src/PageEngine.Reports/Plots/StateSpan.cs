namespace PageEngine.Reports;

/// <summary>A span of time in a state, or of which a share was in it.</summary>
/// <param name="From">Where it begins on the horizontal axis.</param>
/// <param name="To">Where it ends.</param>
/// <param name="State">The index of the state in <see cref="StatePlot.States"/>.</param>
public readonly record struct StateSpan(double From, double To, int State)
{
    /// <summary>Where it begins in the height of the strip, 0 (the bottom) to 1: shares lie upon each other.</summary>
    public double Bottom { get; init; }

    /// <summary>Its part of the height of the strip, 0 to 1.</summary>
    public double Share { get; init; } = 1;
}
