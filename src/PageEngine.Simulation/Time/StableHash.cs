namespace PageEngine.Simulation;

/// <summary>Hashes that are the same in every process, on every machine and in every version.</summary>
internal static class StableHash
{
    /// <summary>The odd constant of SplitMix64: 2⁶⁴ over the golden ratio.</summary>
    internal const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    private const ulong FnvOffset = 0xCBF2_9CE4_8422_2325;
    private const ulong FnvPrime = 0x0000_0100_0000_01B3;

    /// <summary>The hash of a text: FNV-1a over its UTF-16 code units, finalised.</summary>
    internal static ulong Of(string text)
    {
        ulong hash = FnvOffset;
        foreach (char unit in text)
        {
            hash = (hash ^ unit) * FnvPrime;
        }

        return Finalize(hash);
    }

    /// <summary>A value that depends on both parts and on their order.</summary>
    internal static ulong Combine(ulong first, ulong second) => Finalize(Finalize(first + Golden) ^ second);

    /// <summary>The SplitMix64 finalizer (Steele, Lea and Flood, OOPSLA 2014): a bijection.</summary>
    internal static ulong Finalize(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
