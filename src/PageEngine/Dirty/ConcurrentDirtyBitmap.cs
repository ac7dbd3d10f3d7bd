using System.Runtime.CompilerServices;

namespace PageEngine;

/// <summary>Which pages of a guest were written, marked by any number of threads while one harvests.</summary>
/// <remarks>
/// <para>Thread-safe, but one thread harvests at a time. The order is what keeps a write from being lost: a writer
/// stores the bytes, <em>then</em> marks; a harvester takes the mark, <em>then</em> reads the page. Marking is a full
/// fence and so is taking. A mark that has returned is in the next harvest that begins after it; one that runs beside a
/// harvest is in that one or in the next.</para>
/// <para>A mark is always an atomic or, even where the bit is set: to test first loses pages. Mark runs rather than
/// pages; that is one atomic operation for 64.</para>
/// <para>No member but the constructor allocates.</para>
/// </remarks>
public sealed partial class ConcurrentDirtyBitmap : IDisposable
{
    private DirtyWords<ConcurrentAccess> _words;

    /// <summary>Makes a bitmap with no page dirty.</summary>
    /// <param name="pageCount">The pages of the guest; 0 makes an empty bitmap.</param>
    /// <param name="allocator">Gives the memory; <see cref="ArenaAllocator.Default"/> where it is null.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="pageCount"/> is over <see cref="DirtyBitmap.MaxPageCount"/>.
    /// </exception>
    public ConcurrentDirtyBitmap(ulong pageCount, ArenaAllocator? allocator = null) =>
        _words = new(pageCount, allocator);

    /// <summary>The pages of the guest; 0 once disposed.</summary>
    public ulong PageCount => _words.PageCount;

    /// <summary>Frees the bits. No thread may be marking or harvesting.</summary>
    public void Dispose() => _words.Dispose();

    /// <summary>Marks a page dirty, after its bytes were stored. Any thread.</summary>
    /// <param name="page">A page below <see cref="PageCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="page"/> is not a page of the guest.</exception>
    /// <exception cref="ObjectDisposedException">The bitmap is disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Mark(GuestFrameNumber page) => _words.Mark(page);

    /// <summary>Marks a run of pages dirty, 64 at a time, after their bytes were stored. Any thread.</summary>
    /// <param name="range">Pages below <see cref="PageCount"/>; a run of no pages marks nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="range"/> reaches beyond the guest.</exception>
    /// <exception cref="ObjectDisposedException">The bitmap is disposed.</exception>
    public void Mark(PageRange range) => _words.Mark(range);

    /// <summary>Marks every page dirty. Any thread.</summary>
    /// <exception cref="ObjectDisposedException">The bitmap is disposed.</exception>
    public void MarkAll() => _words.Mark(new PageRange(default, PageCount));

    /// <summary>
    /// Whether a page is dirty now. Any thread; beside a harvest the answer may be old before it is used.
    /// </summary>
    /// <param name="page">A page below <see cref="PageCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="page"/> is not a page of the guest.</exception>
    /// <exception cref="ObjectDisposedException">The bitmap is disposed.</exception>
    public bool IsDirty(GuestFrameNumber page) => _words.IsDirty(page);

    /// <summary>Counts the dirty pages; an estimate while other threads mark or harvest.</summary>
    /// <exception cref="ObjectDisposedException">The bitmap is disposed.</exception>
    public ulong CountDirty()
    {
        _words.ThrowIfDisposed();
        return _words.CountDirty();
    }

    /// <summary>Finds the first dirty page at or behind a page.</summary>
    /// <param name="from">Where to begin; at or behind <see cref="PageCount"/> there is nothing to find.</param>
    /// <param name="page">The dirty page; page 0 where there is none.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="ObjectDisposedException">The bitmap is disposed.</exception>
    public bool TryFindNext(GuestFrameNumber from, out GuestFrameNumber page)
    {
        _words.ThrowIfDisposed();
        bool found = _words.TryFindNext(from.Value, out ulong value);
        page = new GuestFrameNumber(value);
        return found;
    }

    /// <summary>
    /// Takes the leading runs of dirty pages, as many as fit, and takes their marks off. One thread at a time.
    /// </summary>
    /// <remarks>
    /// Read the pages after it returns. Runs are as long as they can be. What does not fit stays dirty. While others
    /// mark, returning 0 says only that the harvest met nothing.
    /// </remarks>
    /// <param name="ranges">Where the runs go, in ascending order.</param>
    /// <returns>The runs written; 0 when nothing is dirty or there is no room at all.</returns>
    /// <exception cref="ObjectDisposedException">The bitmap is disposed.</exception>
    public int Harvest(Span<PageRange> ranges)
    {
        _words.ThrowIfDisposed();
        return _words.Harvest(ranges);
    }

    /// <summary>
    /// Marks what is dirty here in another bitmap, and takes the marks off here. One thread at a time.
    /// </summary>
    /// <remarks>Read the pages after it returns.</remarks>
    /// <param name="destination">
    /// A bitmap of as many pages, used by this thread only; what is dirty in it stays so.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is not of as many pages.</exception>
    /// <exception cref="ObjectDisposedException">One of the bitmaps is disposed.</exception>
    public void HarvestInto(DirtyBitmap destination)
    {
        _words.ThrowIfDisposed();
        DirtyBitmap.CheckPartner(destination, PageCount);
        _words.Drain(new ReadOnlySpan<DirtyBitmap>(in destination));
    }

    /// <summary>Takes every mark and sets it in each destination; in none, when there are no destinations.</summary>
    internal void Drain(ReadOnlySpan<DirtyBitmap> destinations)
    {
        _words.ThrowIfDisposed();
        _words.Drain(destinations);
    }
}
