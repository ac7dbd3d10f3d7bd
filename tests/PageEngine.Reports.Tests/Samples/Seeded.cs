namespace PageEngine.Reports.Tests;

/// <summary>A small seeded generator (SplitMix64), so that a failing test is repeated by its seed.</summary>
internal sealed class Seeded(ulong seed)
{
    private ulong _state = seed;

    internal ulong Next()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        ulong mixed = (_state ^ (_state >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return mixed ^ (mixed >> 31);
    }

    internal int Below(int limit) => (int)(Next() % (ulong)limit);

    internal bool OneIn(int count) => Below(count) == 0;

    internal double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));
}
