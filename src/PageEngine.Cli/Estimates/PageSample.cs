namespace PageEngine.Cli.Estimates;

/// <summary>A sample of the pages that are left after sharing: one drawn from each of equal parts, the same every time.</summary>
/// <param name="Frames">The frames of the sampled pages, ascending.</param>
/// <param name="Population">The pages that the sample was drawn from.</param>
internal sealed record PageSample(IReadOnlyList<ulong> Frames, ulong Population)
{
    /// <summary>Draws a sample.</summary>
    /// <param name="pages">The pages to draw from.</param>
    /// <param name="most">The pages wanted; all of them are taken when there are no more.</param>
    internal static PageSample Draw(KeptPages pages, int most)
    {
        ulong population = 0;
        for (ulong frame = 0; frame < pages.FrameCount; frame++)
        {
            population += pages.IsKept(frame) ? 1UL : 0UL;
        }

        int count = (int)Math.Min((ulong)most, population);
        List<ulong> frames = new(count);
        ulong ordinal = 0;
        ulong next = OrdinalOf(0, count, population);
        for (ulong frame = 0; frames.Count < count; frame++)
        {
            if (pages.IsKept(frame) && ordinal++ == next)
            {
                frames.Add(frame);
                next = OrdinalOf(frames.Count, count, population);
            }
        }

        return new PageSample(frames, population);
    }

    /// <summary>The page drawn from one part, somewhere in it.</summary>
    private static ulong OrdinalOf(int part, int parts, ulong population)
    {
        ulong start = (ulong)((UInt128)population * (ulong)part / (ulong)Math.Max(parts, 1));
        ulong end = (ulong)((UInt128)population * (ulong)(part + 1) / (ulong)Math.Max(parts, 1));
        return start + (Scramble((ulong)part) % Math.Max(end - start, 1));
    }

    /// <summary>The SplitMix64 finalizer (Steele, Lea and Flood, OOPSLA 2014).</summary>
    private static ulong Scramble(ulong value)
    {
        value = (value + 1) * 0x9E37_79B9_7F4A_7C15;
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
