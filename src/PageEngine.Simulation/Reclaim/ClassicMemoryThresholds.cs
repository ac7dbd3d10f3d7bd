namespace PageEngine.Simulation;

/// <summary>
/// The edges of <see cref="ClassicMemoryStates"/>, as parts of the host's memory, each below the one before.
/// </summary>
/// <remarks>Immutable, so safe for any number of threads.</remarks>
public sealed record ClassicMemoryThresholds
{
    /// <summary>Above this part the host is well again.</summary>
    public double High { get; init; } = 0.06;

    /// <summary>Below this part balloons are inflated.</summary>
    public double Soft { get; init; } = 0.04;

    /// <summary>Below this part pages are taken by force.</summary>
    public double Hard { get; init; } = 0.02;

    /// <summary>Below this part machines above their target wait.</summary>
    public double Low { get; init; } = 0.01;

    internal void Validate()
    {
        PageArithmetic.ThrowIfOutside(High, 0, 1, nameof(High));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(High, 1);
        PageArithmetic.ThrowIfNotBelow(Soft, High, nameof(Soft));
        PageArithmetic.ThrowIfNotBelow(Hard, Soft, nameof(Hard));
        PageArithmetic.ThrowIfNotBelow(Low, Hard, nameof(Low));
    }
}
