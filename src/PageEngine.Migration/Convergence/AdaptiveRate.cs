namespace PageEngine.Migration;

/// <summary>The bandwidth of each round after what the round before dirtied: gentle at first, faster as it must.</summary>
/// <remarks>
/// Source: Clark et al., "Live Migration of Virtual Machines", NSDI 2005: the first round uses the least, each further
/// one the dirty rate of the round before plus an increment, within the bounds; the last part the most. Not changed after
/// construction; may be shared.
/// </remarks>
public sealed record AdaptiveRate
{
    private const double BytesPerMegabit = 1e6 / 8;

    /// <summary>The least in bytes a second, and that of the first round; 100 Mb/s unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public double MinBytesPerSecond { get; init => field = Positive(value); } = 100 * BytesPerMegabit;

    /// <summary>The most in bytes a second, and that of the last part; 500 Mb/s unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public double MaxBytesPerSecond { get; init => field = Positive(value); } = 500 * BytesPerMegabit;

    /// <summary>What is added to the dirty rate in bytes a second; 50 Mb/s unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public double IncrementBytesPerSecond { get; init => field = Positive(value); } = 50 * BytesPerMegabit;

    /// <summary>The bandwidth of the round after one that dirtied memory at a rate.</summary>
    /// <param name="dirtyBytesPerSecond">The dirty rate of the round before; 0 for the first round.</param>
    public double Next(double dirtyBytesPerSecond) =>
        Math.Min(Math.Max(dirtyBytesPerSecond + IncrementBytesPerSecond, MinBytesPerSecond), MaxBytesPerSecond);

    private static double Positive(double value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        return value;
    }
}
