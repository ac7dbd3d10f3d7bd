namespace PageEngine.Simulation;

/// <summary>A probability in whole 2⁻⁵³, so that a draw is a compare of integers.</summary>
/// <remarks>The same draws succeed as in <see cref="RandomStream.Chance"/>; what is certain draws nothing.</remarks>
internal readonly struct Probability
{
    private const int Bits = 53;
    private const ulong One = 1UL << Bits;

    private readonly ulong _threshold;

    internal Probability(double value)
    {
        _threshold = (ulong)(Math.Clamp(value, 0, 1) * One);
    }

    /// <summary>Whether it happens.</summary>
    internal bool Draw(ref RandomStream random) => DrawBit(ref random) != 0;

    /// <summary>1 if it happens and 0 if not, without a branch that processors would guess wrong.</summary>
    internal uint DrawBit(ref RandomStream random)
    {
        if (_threshold is 0 or One)
        {
            return (uint)(_threshold >> Bits);
        }

        // Both numbers are below 2⁵³, so the difference has its highest bit exactly when it is below 0.
        return (uint)(((random.Next() >> (64 - Bits)) - _threshold) >> 63);
    }
}
