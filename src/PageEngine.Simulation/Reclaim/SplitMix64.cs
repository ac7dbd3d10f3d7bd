namespace PageEngine.Simulation;

/// <summary>
/// A small generator for draws that belong to one policy or to one token (Steele, Lea and Flood, OOPSLA 2014).
/// </summary>
internal struct SplitMix64(ulong state)
{
    /// <summary>The whole state.</summary>
    internal ulong State { get; private set; } = state;

    /// <summary>The next 64 bits.</summary>
    internal ulong Next()
    {
        State += StableHash.Golden;
        return StableHash.Finalize(State);
    }

    /// <summary>A number from 0 to below a bound; the bias is below bound / 2⁶⁴.</summary>
    internal ulong Below(ulong bound) => (ulong)(((UInt128)Next() * bound) >> 64);
}
