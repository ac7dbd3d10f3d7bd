namespace PageEngine;

/// <summary>
/// One reader's place in a <see cref="DirtyLog"/>: the pages written since it opened and not harvested by it yet.
/// </summary>
/// <remarks>
/// <para>Cursors do not see each other: what one harvests is still dirty for the rest. Close a cursor when it is not
/// read any more; until then every harvest of the log pays for it.</para>
/// <para>Threads: as the log says. Each member takes the log's lock; markers are not held up.</para>
/// <para>A harvest moves what was marked to every open cursor first, at the cost of the words written since the last
/// one. Nothing here allocates.</para>
/// </remarks>
public sealed class DirtyCursor : IDisposable
{
    private readonly DirtyLog _log;
    private readonly DirtyBitmap _own;

    internal DirtyCursor(DirtyLog log, DirtyBitmap own, bool isOfSharer)
    {
        _log = log;
        _own = own;
        IsOfSharer = isOfSharer;
    }

    /// <summary>The pages of the guest.</summary>
    public ulong PageCount => _log.PageCount;

    /// <summary>Whether a host's sharer reads with it, so that nobody else is to.</summary>
    internal bool IsOfSharer { get; }

    /// <summary>Takes the leading runs of dirty pages, as many as fit.</summary>
    /// <remarks>
    /// Read the pages after it returns. Runs are as long as they can be. What does not fit stays dirty for the next
    /// call, which begins again at page 0. A copy that fails gives its runs back with
    /// <see cref="GiveBack(ReadOnlySpan{PageRange})"/>.
    /// </remarks>
    /// <param name="ranges">Where the runs go, in ascending order.</param>
    /// <returns>The runs written; 0 when nothing is dirty or there is no room at all.</returns>
    /// <exception cref="ObjectDisposedException">The cursor or its log is disposed.</exception>
    public int Harvest(Span<PageRange> ranges)
    {
        lock (_log.Gate)
        {
            ObjectDisposedException.ThrowIf(_own.IsDisposed, this);
            return _log.Harvest(_own, ranges);
        }
    }

    /// <summary>Takes every dirty page and marks it in a bitmap.</summary>
    /// <remarks>Read the pages after it returns.</remarks>
    /// <param name="destination">A bitmap of as many pages; what is dirty in it stays so.</param>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is not of as many pages.</exception>
    /// <exception cref="ObjectDisposedException">The cursor, its log or the bitmap is disposed.</exception>
    public void HarvestInto(DirtyBitmap destination)
    {
        lock (_log.Gate)
        {
            ObjectDisposedException.ThrowIf(_own.IsDisposed, this);
            DirtyBitmap.CheckPartner(destination, PageCount);
            _log.Drain();
            _own.HarvestInto(destination);
        }
    }

    /// <summary>Makes harvested pages dirty again, for this cursor only.</summary>
    /// <param name="ranges">The runs whose copy failed.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A run reaches beyond the guest; those before it were given back.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The cursor or its log is disposed.</exception>
    public void GiveBack(ReadOnlySpan<PageRange> ranges)
    {
        lock (_log.Gate)
        {
            ObjectDisposedException.ThrowIf(_own.IsDisposed, this);
            foreach (PageRange range in ranges)
            {
                _own.Mark(range);
            }
        }
    }

    /// <summary>Makes harvested pages dirty again, for this cursor only.</summary>
    /// <param name="pages">The pages whose copy failed; stays as it is.</param>
    /// <exception cref="ArgumentNullException"><paramref name="pages"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="pages"/> is not of as many pages.</exception>
    /// <exception cref="ObjectDisposedException">The cursor, its log or the bitmap is disposed.</exception>
    public void GiveBack(DirtyBitmap pages)
    {
        lock (_log.Gate)
        {
            ObjectDisposedException.ThrowIf(_own.IsDisposed, this);
            _own.UnionWith(pages);
        }
    }

    /// <summary>Whether a page is dirty and not harvested by this cursor yet.</summary>
    /// <param name="page">A page below <see cref="PageCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="page"/> is not a page of the guest.</exception>
    /// <exception cref="ObjectDisposedException">The cursor or its log is disposed.</exception>
    public bool IsDirty(GuestFrameNumber page)
    {
        lock (_log.Gate)
        {
            ObjectDisposedException.ThrowIf(_own.IsDisposed, this);
            return _own.IsDirty(page) || _log.IsDirtyInFront(page);
        }
    }

    /// <summary>Counts the pages that are dirty and not harvested by this cursor yet.</summary>
    /// <remarks>Looks at the summary and at the words that hold a dirty page.</remarks>
    /// <exception cref="ObjectDisposedException">The cursor or its log is disposed.</exception>
    public ulong CountDirty()
    {
        lock (_log.Gate)
        {
            ObjectDisposedException.ThrowIf(_own.IsDisposed, this);
            _log.Drain();
            return _own.CountDirty();
        }
    }

    /// <summary>Finds the first page at or behind a page that is dirty and not harvested by this cursor yet.</summary>
    /// <param name="from">Where to begin; at or behind <see cref="PageCount"/> there is nothing to find.</param>
    /// <param name="page">The dirty page; page 0 where there is none.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="ObjectDisposedException">The cursor or its log is disposed.</exception>
    public bool TryFindNext(GuestFrameNumber from, out GuestFrameNumber page)
    {
        lock (_log.Gate)
        {
            ObjectDisposedException.ThrowIf(_own.IsDisposed, this);
            bool drained = _own.TryFindNext(from, out page);
            if (_log.TryFindNextInFront(from, out GuestFrameNumber marked) && (!drained || marked < page))
            {
                page = marked;
                return true;
            }

            return drained;
        }
    }

    /// <summary>Closes the cursor and frees its bits; what it had not harvested is forgotten.</summary>
    public void Dispose()
    {
        lock (_log.Gate)
        {
            if (!_own.IsDisposed)
            {
                _log.Close(this, _own);
            }
        }
    }
}
