namespace PageEngine.Simulation;

/// <summary>How much free memory a <see cref="HeadroomPolicy"/> holds against a storm of copies.</summary>
/// <remarks>Immutable, so safe for any number of threads.</remarks>
public sealed record HeadroomOptions
{
    /// <summary>
    /// The part of the whole storm that is held at least, 0 to 1. With 1 no storm, however fast, can exhaust the host,
    /// and sharing frees no memory for others.
    /// </summary>
    public double MinStormShare { get; init; }

    /// <summary>The time until reclaim delivers, in nanoseconds, 0 or more; 1 s.</summary>
    public long ReactionTime { get; init; } = PageArithmetic.NanosecondsPerSecond;

    /// <summary>The pages that reclaim frees in a second, 0 or more; 100 MiB/s when nothing is said.</summary>
    public double ReclaimPagesPerSecond { get; init; } = 25_600;

    /// <summary>
    /// By how much the expected need is multiplied, 1 or more, as guests may write faster than they did.
    /// </summary>
    public double SafetyFactor { get; init; } = 1.5;

    internal void Validate()
    {
        PageArithmetic.ThrowIfOutside(MinStormShare, 0, 1, nameof(MinStormShare));
        ArgumentOutOfRangeException.ThrowIfNegative(ReactionTime);
        PageArithmetic.ThrowIfOutside(ReclaimPagesPerSecond, 0, double.MaxValue, nameof(ReclaimPagesPerSecond));
        PageArithmetic.ThrowIfOutside(SafetyFactor, 1, double.MaxValue, nameof(SafetyFactor));
    }
}
