namespace PageEngine;

/// <summary>What the scanner remembers of one page, in sixteen bits.</summary>
/// <remarks>
/// <code>
/// [15] index full   [14..11] unused   [10..8] clean scans   [7..4] skips left   [3..0] age
/// </code>
/// Age counts passes up to 15, which is past the last threshold that matters. Zeroed memory is a page never visited.
/// </remarks>
internal struct PageScanState
{
    internal const int MaxCleanScans = 7;
    private const int MaxAge = 15;
    private const ushort AgeMask = 0x000F;
    private const int SkipsShift = 4;
    private const ushort SkipsMask = 0x00F0;
    private const int CleanShift = 8;
    private const ushort CleanMask = 0x0700;
    private const ushort IndexFullBit = 0x8000;

    private ushort _bits;

    internal int CleanScans
    {
        readonly get => (_bits & CleanMask) >> CleanShift;
        set => _bits = (ushort)((_bits & ~CleanMask) | (value << CleanShift));
    }

    internal bool WasIndexFull
    {
        readonly get => (_bits & IndexFullBit) != 0;
        set => _bits = (ushort)(value ? _bits | IndexFullBit : _bits & ~IndexFullBit);
    }

    internal readonly bool IsBeingSkipped => SkipsLeft > 0;

    private int Age
    {
        readonly get => _bits & AgeMask;
        set => _bits = (ushort)((_bits & ~AgeMask) | value);
    }

    private int SkipsLeft
    {
        readonly get => (_bits & SkipsMask) >> SkipsShift;
        set => _bits = (ushort)((_bits & ~SkipsMask) | (value << SkipsShift));
    }

    /// <summary>
    /// Counts one pass over a page that is not shared and says whether the pass leaves it out.
    /// </summary>
    /// <remarks>
    /// The rule of Linux (mm/ksm.c, should_skip_rmap_item and skip_age): the first three passes are never left out;
    /// later a visit earns 1 skip up to age 3, 2 up to age 5, 4 up to age 8, and 8 beyond.
    /// </remarks>
    internal bool CountPassAndSkip()
    {
        int age = Age;
        Age = Math.Min(age + 1, MaxAge);
        if (age < 3)
        {
            return false;
        }

        if (SkipsLeft > 0)
        {
            SkipsLeft--;
            return true;
        }

        SkipsLeft = age switch { <= 3 => 1, <= 5 => 2, <= 8 => 4, _ => 8 };
        return false;
    }

    /// <summary>Starts over: the page was merged, so when it is private again it deserves all its chances.</summary>
    internal void Reset() => _bits = 0;
}
