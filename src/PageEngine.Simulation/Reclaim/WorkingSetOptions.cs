namespace PageEngine.Simulation;

/// <summary>How a <see cref="WorkingSetEstimator"/> samples and averages.</summary>
/// <remarks>Immutable, so safe for any number of threads.</remarks>
public sealed record WorkingSetOptions
{
    /// <summary>The most pages that a sample may have.</summary>
    public const int MaxSamplePages = 65_536;

    /// <summary>The pages of a sample, 1 to <see cref="MaxSamplePages"/>; 100 as in ESX.</summary>
    public int SamplePages { get; init; } = 100;

    /// <summary>The length of a period in nanoseconds of the guest's time, 1 or more; 30 s as in ESX.</summary>
    /// <remarks>The estimator has no clock: it is for whoever begins and ends the periods.</remarks>
    public long Period { get; init; } = 30 * PageArithmetic.NanosecondsPerSecond;

    /// <summary>The weight of the newest period in the slow average, above 0 to 1.</summary>
    public double SlowWeight { get; init; } = 0.1;

    /// <summary>The weight of the newest period in the fast average, from the slow weight to 1.</summary>
    public double FastWeight { get; init; } = 0.5;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(SamplePages);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SamplePages, MaxSamplePages);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Period);
        PageArithmetic.ThrowIfOutside(SlowWeight, double.Epsilon, 1, nameof(SlowWeight));
        PageArithmetic.ThrowIfOutside(FastWeight, SlowWeight, 1, nameof(FastWeight));
    }
}
