namespace PageEngine;

/// <summary>Bit mixing for seeds and tokens.</summary>
internal static class Mixing
{
    /// <summary>The SplitMix64 finalizer (Steele, Lea and Flood, OOPSLA 2014; constants by Stafford, variant 13): a bijection.</summary>
    internal static ulong Finalize(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }

    /// <summary>A value that depends on both parts and on their order.</summary>
    internal static ulong Combine(ulong first, ulong second) =>
        Finalize(Finalize(first + 0x9E37_79B9_7F4A_7C15) ^ (second + 0xD1B5_4A32_D192_ED03));
}
