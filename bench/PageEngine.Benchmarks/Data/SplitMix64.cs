namespace PageEngine.Benchmarks.Data;

/// <summary>
/// A stream of 64-bit numbers that any state starts well: a counter in steps of the golden ratio, mixed by two rounds
/// of multiply and xor-shift (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
/// </summary>
internal struct SplitMix64(ulong state)
{
    private ulong _state = state;

    internal ulong Next()
    {
        ulong mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number below a limit, by the high half of a product; the bias is below limit / 2^64.</summary>
    internal ulong Below(ulong limit) => Math.BigMul(Next(), limit, out _);

    internal void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int other = (int)Below((ulong)i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }
}
