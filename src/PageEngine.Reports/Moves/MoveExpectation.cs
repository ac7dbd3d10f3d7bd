namespace PageEngine.Reports;

/// <summary>What was expected of a move before it began.</summary>
/// <param name="TotalSeconds">The whole time.</param>
/// <param name="DowntimeSeconds">The downtime.</param>
/// <param name="Bytes">The bytes to be sent.</param>
public sealed record MoveExpectation(double TotalSeconds, double DowntimeSeconds, double Bytes)
{
    /// <summary>When it was expected to begin, in seconds of simulated time; null when nobody said.</summary>
    public double? BeginSeconds { get; init; }
}
