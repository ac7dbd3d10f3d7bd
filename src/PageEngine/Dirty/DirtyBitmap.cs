using System.Runtime.CompilerServices;

namespace PageEngine;

/// <summary>Which pages of a guest were written: one bit a page under a summary, for one thread.</summary>
/// <remarks>
/// <para>Not thread-safe: one thread marks and harvests, or the caller serialises them (a paused guest, a simulated
/// one). Where threads mark while another harvests, take <see cref="ConcurrentDirtyBitmap"/>.</para>
/// <para>A page is marked after its bytes are stored, and read after its mark is taken off.</para>
/// <para>No member but the constructor allocates. The bits take 32 KiB for each GiB of guest, of which only those parts
/// are backed by memory where pages were marked.</para>
/// </remarks>
public sealed partial class DirtyBitmap : IDisposable
{
    /// <summary>
    /// The most pages that a bitmap can have: 2^40, the 52-bit physical addresses of the processors there are.
    /// </summary>
    public const ulong MaxPageCount = 1UL << 40;

    private DirtyWords<SingleWriterAccess> _words;

    /// <summary>Makes a bitmap with no page dirty.</summary>
    /// <param name="pageCount">The pages of the guest; 0 makes an empty bitmap.</param>
    /// <param name="allocator">Gives the memory; <see cref="ArenaAllocator.Default"/> where it is null.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="pageCount"/> is over <see cref="MaxPageCount"/>.
    /// </exception>
    public DirtyBitmap(ulong pageCount, ArenaAllocator? allocator = null) => _words = new(pageCount, allocator);

    /// <summary>The pages of the guest; 0 once disposed.</summary>
    public ulong PageCount => _words.PageCount;

    internal bool IsDisposed => _words.IsDisposed;

    /// <summary>Frees the bits. Nothing may be using the bitmap.</summary>
    public void Dispose() => _words.Dispose();

    /// <summary>Marks a page dirty.</summary>
    /// <param name="page">A page below <see cref="PageCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="page"/> is not a page of the guest.</exception>
    /// <exception cref="ObjectDisposedException">The bitmap is disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Mark(GuestFrameNumber page) => _words.Mark(page);

    /// <summary>Marks a run of pages dirty, 64 at a time.</summary>
    /// <param name="range">Pages below <see cref="PageCount"/>; a run of no pages marks nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="range"/> reaches beyond the guest.</exception>
    /// <exception cref="ObjectDisposedException">The bitmap is disposed.</exception>
    public void Mark(PageRange range) => _words.Mark(range);

    /// <summary>Marks every page dirty.</summary>
    /// <exception cref="ObjectDisposedException">The bitmap is disposed.</exception>
    public void MarkAll() => _words.Mark(new PageRange(default, PageCount));

    /// <summary>Takes the mark off a page.</summary>
    /// <param name="page">A page below <see cref="PageCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="page"/> is not a page of the guest.</exception>
    /// <exception cref="ObjectDisposedException">The bitmap is disposed.</exception>
    public void Unmark(GuestFrameNumber page) => _words.Unmark(page);

    /// <summary>Whether a page is dirty.</summary>
    /// <param name="page">A page below <see cref="PageCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="page"/> is not a page of the guest.</exception>
    /// <exception cref="ObjectDisposedException">The bitmap is disposed.</exception>
    public bool IsDirty(GuestFrameNumber page) => _words.IsDirty(page);

    /// <summary>Counts the dirty pages.</summary>
    /// <remarks>Looks at the summary and at the words that hold a dirty page.</remarks>
    /// <exception cref="ObjectDisposedException">The bitmap is disposed.</exception>
    public ulong CountDirty()
    {
        _words.ThrowIfDisposed();
        return _words.CountDirty();
    }

    /// <summary>Takes every mark off.</summary>
    /// <exception cref="ObjectDisposedException">The bitmap is disposed.</exception>
    public void Clear() => Drain([]);

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

    /// <summary>Goes through the dirty pages as runs in ascending order and leaves them dirty.</summary>
    /// <remarks>
    /// A page that is marked or unmarked meanwhile may or may not be seen; every other dirty page is seen once.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The bitmap is disposed.</exception>
    public DirtyRangeEnumerator EnumerateRanges()
    {
        _words.ThrowIfDisposed();
        return new DirtyRangeEnumerator(this);
    }

    /// <summary>Takes the leading runs of dirty pages, as many as fit, and takes their marks off.</summary>
    /// <remarks>
    /// Runs are as long as they can be. What does not fit stays dirty: call again until it returns 0.
    /// </remarks>
    /// <param name="ranges">Where the runs go, in ascending order.</param>
    /// <returns>The runs written; 0 when nothing is dirty or there is no room at all.</returns>
    /// <exception cref="ObjectDisposedException">The bitmap is disposed.</exception>
    public int Harvest(Span<PageRange> ranges)
    {
        _words.ThrowIfDisposed();
        return _words.Harvest(ranges);
    }

    /// <summary>Marks what is dirty here in another bitmap too, and takes the marks off here.</summary>
    /// <param name="destination">Another bitmap of as many pages; what is dirty in it stays so.</param>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="destination"/> is this bitmap, or not of as many pages.
    /// </exception>
    /// <exception cref="ObjectDisposedException">One of the bitmaps is disposed.</exception>
    public void HarvestInto(DirtyBitmap destination)
    {
        _words.ThrowIfDisposed();
        CheckPartner(destination, PageCount);
        if (ReferenceEquals(this, destination))
        {
            throw new ArgumentException("A bitmap cannot be harvested into itself.", nameof(destination));
        }

        _words.Drain(new ReadOnlySpan<DirtyBitmap>(in destination));
    }

    /// <summary>Marks here what is dirty in another bitmap, which stays as it is.</summary>
    /// <param name="other">A bitmap of as many pages.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="other"/> is not of as many pages.</exception>
    /// <exception cref="ObjectDisposedException">One of the bitmaps is disposed.</exception>
    public void UnionWith(DirtyBitmap other)
    {
        _words.ThrowIfDisposed();
        CheckPartner(other, PageCount);
        for (ulong index = 0; other._words.TryFindWord(ref index, out ulong word); index++)
        {
            _words.MarkWord(index, word);
        }
    }

    /// <summary>Marks the pages of one 64-page word; none of them behind the last page.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void MarkWord(ulong index, ulong bits) => _words.MarkWord(index, bits);

    /// <summary>Takes every mark and sets it in each destination; in none, when there are no destinations.</summary>
    internal void Drain(ReadOnlySpan<DirtyBitmap> destinations)
    {
        _words.ThrowIfDisposed();
        _words.Drain(destinations);
    }

    /// <summary>The run that begins at the first dirty page at or behind a page.</summary>
    internal bool TryFindRange(ulong from, out PageRange range)
    {
        bool found = _words.TryFindNext(from, out ulong start);
        range = found ? PageRange.Between(start, _words.FindClean(start)) : default;
        return found;
    }

    /// <summary>Refuses a second bitmap that is null, disposed or not of as many pages.</summary>
    internal static void CheckPartner(DirtyBitmap other, ulong pageCount)
    {
        ArgumentNullException.ThrowIfNull(other);
        other._words.ThrowIfDisposed();
        if (other.PageCount != pageCount)
        {
            throw new ArgumentException($"The bitmap has {other.PageCount} pages, not {pageCount}.", nameof(other));
        }
    }
}
