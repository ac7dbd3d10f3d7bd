namespace PageEngine.Migration;

/// <summary>The continuous model of pre-copy: a guest that dirties D bytes a second over a link of R.</summary>
/// <remarks>
/// <para>
/// With λ = D/R under 1, round i sends Vᵢ = V·λⁱ: each round is dirtied by what the round before took. After n rounds
/// behind the first, V(1 − λ^{n+1})/(1 − λ) was sent in all, the last part included, in that over R seconds. Writes are
/// taken to hit different pages, so for a working set that rounds hit over and over the model is an upper bound;
/// <see cref="FixedPointBytes"/> is where such rounds settle.
/// </para>
/// <para>Not changed after construction; may be shared.</para>
/// </remarks>
/// <param name="VolumeBytes">The memory V in bytes.</param>
/// <param name="BytesPerSecond">The bandwidth R in bytes a second.</param>
/// <param name="DirtyBytesPerSecond">The dirty rate D in bytes a second.</param>
public sealed record GeometricModel(double VolumeBytes, double BytesPerSecond, double DirtyBytesPerSecond)
{
    private const int MaxIterations = 200;

    /// <summary>The memory in bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double VolumeBytes { get; init => field = Positive(value); } = Positive(VolumeBytes);

    /// <summary>The bandwidth in bytes a second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double BytesPerSecond { get; init => field = Positive(value); } = Positive(BytesPerSecond);

    /// <summary>The dirty rate in bytes a second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double DirtyBytesPerSecond { get; init => field = NotNegative(value); } = NotNegative(DirtyBytesPerSecond);

    /// <summary>λ = D/R: what is dirtied for each byte sent. From 1 on, rounds do not shrink.</summary>
    public double Ratio => DirtyBytesPerSecond / BytesPerSecond;

    /// <summary>Vᵢ, the bytes of a round: of the last part, if the vCPUs stop in front of it.</summary>
    /// <param name="round">Which; 0 is the whole memory.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public double RoundBytes(int round)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(round);
        return VolumeBytes * Math.Pow(Ratio, round);
    }

    /// <summary>n, the first round that fits a downtime limit: ⌈log_λ(limit·R/V)⌉.</summary>
    /// <param name="downtimeLimitSeconds">The limit in seconds; over 0.</param>
    /// <returns>The round, 0 if the whole memory fits; null if none ever does.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not positive.</exception>
    public int? RoundsFor(double downtimeLimitSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(downtimeLimitSeconds);
        double allowed = downtimeLimitSeconds * BytesPerSecond;
        if (VolumeBytes <= allowed)
        {
            return 0;
        }

        if (Ratio >= 1)
        {
            return null;
        }

        if (Ratio == 0)
        {
            return 1;
        }

        // The logarithm is only a first guess: it may be a digit off where a round fits the limit exactly.
        int round = (int)Math.Ceiling(Math.Log(allowed / VolumeBytes) / Math.Log(Ratio));
        while (round > 0 && RoundBytes(round - 1) <= allowed)
        {
            round--;
        }

        while (RoundBytes(round) > allowed)
        {
            round++;
        }

        return round;
    }

    /// <summary>The bytes of the rounds up to one, with that one.</summary>
    /// <param name="lastRound">The last one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public double TotalBytes(int lastRound)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lastRound);
        return Ratio == 1
            ? VolumeBytes * (lastRound + 1)
            : VolumeBytes * (1 - Math.Pow(Ratio, lastRound + 1)) / (1 - Ratio);
    }

    /// <summary>The time of the rounds up to one, with that one, in seconds.</summary>
    /// <param name="lastRound">The last one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public double TotalSeconds(int lastRound) => TotalBytes(lastRound) / BytesPerSecond;

    /// <summary>The downtime if the vCPUs stop in front of a round, in seconds.</summary>
    /// <param name="round">The round.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public double DowntimeSeconds(int round) => RoundBytes(round) / BytesPerSecond;

    /// <summary>
    /// Where the rounds of a guest settle that writes evenly over a working set: V* = W(1 − e^{−DV*/(RW)}).
    /// </summary>
    /// <param name="workingSetBytes">The working set W in bytes; over 0.</param>
    /// <returns>The bytes that every round leaves in the end; 0 if they shrink for ever (λ at most 1).</returns>
    /// <exception cref="ArgumentOutOfRangeException">The working set is not positive and finite.</exception>
    public double FixedPointBytes(double workingSetBytes)
    {
        Positive(workingSetBytes);
        if (Ratio <= 1)
        {
            return 0;
        }

        // Newton on x + e^{−λx} = 1 with x = V*/W, from above, where it converges monotonically.
        double x = 1;
        for (int i = 0; i < MaxIterations; i++)
        {
            double rest = Math.Exp(-Ratio * x);
            double next = x - ((x + rest - 1) / (1 - (Ratio * rest)));
            if (next >= x)
            {
                break;
            }

            x = next;
        }

        return workingSetBytes * x;
    }

    private static double Positive(double value)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(value > 0 && double.IsFinite(value), false, nameof(value));
        return value;
    }

    private static double NotNegative(double value)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(value >= 0 && double.IsFinite(value), false, nameof(value));
        return value;
    }
}
