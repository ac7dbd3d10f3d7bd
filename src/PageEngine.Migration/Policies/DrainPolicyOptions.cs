namespace PageEngine.Migration;

/// <summary>What a <see cref="DrainPolicy"/> takes for cheap.</summary>
/// <remarks>Not changed after construction; may be shared.</remarks>
public sealed record DrainPolicyOptions
{
    /// <summary>The bytes that draining may add, as a part of those that stopping at the limit sends: 0.01 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public double ExtraBytesFraction { get; init => field = NotNegative(value); } = 0.01;

    /// <summary>A further round must be expected to leave at most this part of what is left now: 0.5 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public double WorthwhileFactor { get; init => field = NotNegative(value); } = 0.5;

    /// <summary>A downtime that needs no shortening, in seconds: 0.001 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public double UnnoticedSeconds { get; init => field = NotNegative(value); } = 0.001;

    private static double NotNegative(double value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        return value;
    }
}
