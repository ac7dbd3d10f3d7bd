namespace PageEngine;

/// <summary>The size of a page and the arithmetic that follows from it.</summary>
public static class Page
{
    /// <summary>The base-two logarithm of <see cref="Size"/>.</summary>
    public const int Shift = 12;

    /// <summary>The bytes in a page: 4096.</summary>
    public const int Size = 1 << Shift;

    /// <summary>The pages in a large page of 2 MiB: 512.</summary>
    public const int PagesPerLargePage = 1 << LargePageShift;

    /// <summary>The base-two logarithm of <see cref="PagesPerLargePage"/>.</summary>
    public const int LargePageShift = 9;

    /// <summary>The offset of a guest physical address inside its page, in bytes.</summary>
    /// <param name="address">A guest physical address in bytes.</param>
    public static int OffsetOf(ulong address) => (int)(address & (Size - 1));

    /// <summary>The number of pages that hold a number of bytes, the last one perhaps in part.</summary>
    /// <param name="byteCount">A number of bytes.</param>
    public static ulong CountFor(ulong byteCount) => (byteCount >> Shift) + ((byteCount & (Size - 1)) == 0 ? 0UL : 1UL);
}
