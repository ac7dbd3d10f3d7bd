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

    internal bool Draw(ref RandomStream random) => _threshold switch
    {
        0 => false,
        One => true,
        _ => random.Next() >> (64 - Bits) < _threshold,
    };
}
