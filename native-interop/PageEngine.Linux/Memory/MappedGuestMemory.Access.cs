namespace PageEngine.Linux;

// Reaching the bytes, and finding what was written.
public sealed partial class MappedGuestMemory
{
    /// <summary>The bytes of neighbouring pages, to be read and written.</summary>
    /// <param name="first">The first page.</param>
    /// <param name="pageCount">How many, at most <see cref="MaxPagesPerSpan"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The memory does not have these pages, or they are too many.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The memory is disposed.</exception>
    public Span<byte> GetSpan(GuestFrameNumber first, int pageCount)
    {
        ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfNegative(pageCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pageCount, MaxPagesPerSpan);
        ThrowIfOutside(new PageRange(first, (ulong)pageCount));
        return RegionBytes.Of(_region, first, pageCount);
    }

    /// <summary>The bytes of a segment.</summary>
    /// <param name="index">From 0 to <see cref="SegmentCount"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such segment.</exception>
    /// <exception cref="ObjectDisposedException">The memory is disposed.</exception>
    public Span<byte> GetSegment(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, SegmentCount);
        ulong first = (ulong)index * PagesPerSegment;
        return GetSpan(new GuestFrameNumber(first), (int)Math.Min(PagesPerSegment, PageCount - first));
    }

    /// <summary>Copies pages for a reader who must not miss later writes to them.</summary>
    /// <remarks>
    /// The pages may be written meanwhile; the copy is then of no single moment, and the page is dirty again. Trackers
    /// that compare contents learn here what the reader has; with the others it is a plain copy. Allocates nothing.
    /// </remarks>
    /// <param name="first">The first page.</param>
    /// <param name="destination">Room for whole pages.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The memory does not have these pages, or the length is no multiple of a page.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The memory is disposed.</exception>
    public void Read(GuestFrameNumber first, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length & (Page.Size - 1), 0, nameof(destination));
        GetSpan(first, destination.Length >> Page.Shift).CopyTo(destination);
        _tracker.NoteCopy(first, destination, DirtyLog);
    }

    /// <summary>Takes what the kernel knows to be written since the last call into <see cref="DirtyLog"/>.</summary>
    /// <remarks>
    /// Harvest a cursor of the log after it and read the pages then. A page whose first write is under way is in this
    /// harvest or in the next (see <see cref="IsExactWhileWriting"/>). A page may be reported that was not written;
    /// never the other way round. Costs a visit of every page-table entry, or with fingerprints of every byte.
    /// Allocates nothing. Callers take turns.
    /// </remarks>
    /// <param name="writersPaused">
    /// Whether nobody writes from before the call until the pages are copied, as in the last round of a move.
    /// </param>
    /// <returns>The pages that were found.</returns>
    /// <exception cref="IOException">The kernel does not tell; what it may have told is marked.</exception>
    /// <exception cref="ObjectDisposedException">The memory is disposed.</exception>
    public ulong Collect(bool writersPaused = false)
    {
        lock (Gate)
        {
            ThrowIfDisposed();
            return _tracker.Collect(DirtyLog, writersPaused);
        }
    }

    /// <summary>Gives pages back to the kernel: they are zeros afterwards, and dirty.</summary>
    /// <param name="range">The pages.</param>
    /// <exception cref="ArgumentOutOfRangeException">The memory does not have these pages.</exception>
    /// <exception cref="IOException">The kernel refuses.</exception>
    /// <exception cref="ObjectDisposedException">The memory is disposed.</exception>
    public void Discard(PageRange range)
    {
        ThrowIfOutside(range);
        if (range.Count == 0)
        {
            return;
        }

        lock (Gate)
        {
            ThrowIfDisposed();
            if (_hasSharer)
            {
                _discarded.Add(range);
            }

            DropPages(range);
            if (_ofFile is not null)
            {
                TrackAgain([range]);
            }

            DirtyLog.Mark(range);
        }
    }

    /// <summary>Catches accesses to pages that were never touched, so that their bytes can be fetched then.</summary>
    /// <remarks>See <see cref="MissingPages"/>. One at a time.</remarks>
    /// <exception cref="NotSupportedException">This kernel does not allow it; says why.</exception>
    /// <exception cref="InvalidOperationException">
    /// Missing pages are caught already, or pages were shared: then it is not known which are missing.
    /// </exception>
    /// <exception cref="IOException">The kernel refuses.</exception>
    /// <exception cref="ObjectDisposedException">The memory is disposed.</exception>
    public MissingPages CatchMissing()
    {
        lock (Gate)
        {
            ThrowIfDisposed();
            if (_missing is { IsCompleted: false })
            {
                throw new InvalidOperationException("missing pages are caught already");
            }

            if (_ofFile is not null)
            {
                throw new InvalidOperationException("pages of the memory were shared");
            }

            return _missing = MissingPages.Begin(this);
        }
    }

    internal void ThrowIfOutside(PageRange range)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(range.Start.Value, PageCount, nameof(range));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(range.Count, PageCount - range.Start.Value, nameof(range));
    }
}
