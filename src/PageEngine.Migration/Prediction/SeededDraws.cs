namespace PageEngine.Migration;

/// <summary>A stream of random numbers that is the same for the same seed, on every machine.</summary>
/// <remarks>Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (SplitMix64), 2014.</remarks>
internal struct SeededDraws(ulong seed)
{
    private const double Unit = 1.0 / (1UL << 53);

    private ulong _state = seed;

    internal ulong Next()
    {
        ulong z = _state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number under a bound.</summary>
    internal ulong Below(ulong bound) => Math.BigMul(Next(), bound, out _);

    /// <summary>Whether something of a probability happens.</summary>
    internal bool Happens(double probability) => (Next() >> 11) * Unit < probability;

    /// <summary>A whole number whose mean is a number: the number rounded up or down by chance.</summary>
    internal ulong Round(double mean) => (ulong)mean + (Happens(mean - Math.Floor(mean)) ? 1UL : 0);
}
