namespace PageEngine.Simulation;

/// <summary>
/// A small generator for draws that belong to one policy or to one token (Steele, Lea and Flood, OOPSLA 2014).
/// </summary>
internal struct SplitMix64(ulong state)
{
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    /// <summary>The whole state.</summary>
    internal ulong State { get; private set; } = state;

    /// <summary>The next 64 bits.</summary>
    internal ulong Next()
    {
        State += Golden;
        ulong value = State;
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }

    /// <summary>A number from 0 to below a bound; the bias is below bound / 2⁶⁴.</summary>
    internal ulong Below(ulong bound) => (ulong)(((UInt128)Next() * bound) >> 64);
}
