using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace PageEngine;

/// <summary>The two levels of a dirty bitmap, and all that is the same for one marking thread and for many.</summary>
/// <remarks>
/// <code>
/// summary   [63 ... 1 0]                       one bit a leaf word: 4096 pages, 16 MiB of guest, in a summary word
///                   | |
/// leaf      [63..0][63..0]                     one bit a page
/// </code>
/// Invariant: where a leaf word is not zero, and no mark is under way, its summary bit is set. One summary level is
/// enough: a guest of 1 TiB has 512 KiB of it, which a vector search crosses in some tens of microseconds.
/// Bits of pages at and behind <see cref="PageCount"/> are never set.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "It is disposable; the rule sees that of classes only.")]
internal partial struct DirtyWords<TAccess> : IDisposable
    where TAccess : struct, IWordAccess
{
    private const int WordShift = 6;
    private const int WordBits = 1 << WordShift;

    private readonly NativeArena<ulong> _arena;
    private readonly ulong _wordCount;
    private readonly ulong _groupCount;

    internal DirtyWords(ulong pageCount, ArenaAllocator? allocator)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pageCount, DirtyBitmap.MaxPageCount);
        PageCount = pageCount;
        _wordCount = WordsFor(pageCount);
        _groupCount = WordsFor(_wordCount);
        _arena = new NativeArena<ulong>(_wordCount + _groupCount, allocator ?? ArenaAllocator.Default);
    }

    /// <summary>
    /// The number of pages; 0 once disposed, so that no mark gets past its range check into freed memory.
    /// </summary>
    internal ulong PageCount { get; private set; }

    internal bool IsDisposed { get; private set; }

    public void Dispose()
    {
        if (!IsDisposed)
        {
            IsDisposed = true;
            PageCount = 0;
            _arena.Dispose();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void Mark(GuestFrameNumber page)
    {
        CheckPage(page);
        ulong index = page.Value >> WordShift;
        if (TAccess.MarkLeaf(ref Leaf(index), BitOf(page.Value)))
        {
            TAccess.MarkSummary(ref Summary(index >> WordShift), BitOf(index));
        }
    }

    /// <summary>Marks a run: one operation a leaf word, then one a summary word.</summary>
    internal readonly void Mark(PageRange range)
    {
        CheckRange(range);
        if (range.Count == 0)
        {
            return;
        }

        ulong last = range.Start.Value + range.Count - 1;
        ulong firstWord = range.Start.Value >> WordShift;
        ulong lastWord = last >> WordShift;
        for (ulong index = firstWord; index <= lastWord; index++)
        {
            TAccess.MarkLeaf(ref Leaf(index), MaskOf(index, range.Start.Value, last));
        }

        for (ulong index = firstWord >> WordShift; index <= lastWord >> WordShift; index++)
        {
            TAccess.MarkSummary(ref Summary(index), MaskOf(index, firstWord, lastWord));
        }
    }

    /// <summary>Marks the pages of one leaf word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void MarkWord(ulong index, ulong bits)
    {
        Debug.Assert(bits == 0 || (index << WordShift) + (ulong)BitOperations.Log2(bits) < PageCount, "pages exist");
        if (bits != 0 && TAccess.MarkLeaf(ref Leaf(index), bits))
        {
            TAccess.MarkSummary(ref Summary(index >> WordShift), BitOf(index));
        }
    }

    /// <summary>Takes the mark off one page; for one thread only.</summary>
    internal readonly void Unmark(GuestFrameNumber page)
    {
        CheckPage(page);
        ulong index = page.Value >> WordShift;
        ref ulong word = ref Leaf(index);
        word &= ~BitOf(page.Value);
        if (word == 0)
        {
            Summary(index >> WordShift) &= ~BitOf(index);
        }
    }

    internal readonly bool IsDirty(GuestFrameNumber page)
    {
        CheckPage(page);
        return (Volatile.Read(ref Leaf(page.Value >> WordShift)) & BitOf(page.Value)) != 0;
    }

    /// <summary>The word of 64 pages.</summary>
    private readonly ref ulong Leaf(ulong index) => ref _arena[index];

    /// <summary>The word of 64 leaf words; the summary stands behind the leaves.</summary>
    private readonly ref ulong Summary(ulong group) => ref _arena[_wordCount + group];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void CheckPage(GuestFrameNumber page)
    {
        if (page.Value >= PageCount)
        {
            ThrowOutside(page);
        }
    }

    private readonly void CheckRange(PageRange range)
    {
        ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(range.Start.Value, PageCount, nameof(range));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(range.Count, PageCount - range.Start.Value, nameof(range));
    }

    private readonly void ThrowOutside(GuestFrameNumber page)
    {
        ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(page.Value, PageCount, nameof(page));
    }

    internal readonly void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(IsDisposed, typeof(DirtyBitmap));

    private static ulong WordsFor(ulong bits) => (bits + WordBits - 1) >> WordShift;

    private static ulong BitOf(ulong position) => 1UL << (int)(position & (WordBits - 1));

    /// <summary>The bits of one word that lie between two positions, both included.</summary>
    private static ulong MaskOf(ulong index, ulong first, ulong last)
    {
        ulong mask = ulong.MaxValue;
        if (index == first >> WordShift)
        {
            mask <<= (int)(first & (WordBits - 1));
        }

        if (index == last >> WordShift)
        {
            mask &= ulong.MaxValue >> (int)(WordBits - 1 - (last & (WordBits - 1)));
        }

        return mask;
    }
}
