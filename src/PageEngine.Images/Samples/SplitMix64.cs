namespace PageEngine.Images;

/// <summary>Draws numbers from a seed: the mixer of Steele, Lea and Flood (OOPSLA 2014) over a counter.</summary>
internal struct SplitMix64(ulong state)
{
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    private ulong _state = state;

    internal ulong Next()
    {
        _state += Golden;
        ulong mixed = (_state ^ (_state >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from 0 up to, and without, a bound.</summary>
    internal int NextBelow(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);
}
