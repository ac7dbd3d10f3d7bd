using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace PageEngine;

/// <summary>
/// What a guest has written, marked once and read by many, each through a <see cref="DirtyCursor"/> of its own.
/// </summary>
/// <remarks>
/// <code>
/// Mark ──► front ──(a cursor harvests)──► or-ed into the private bitmap of every open cursor ──► its harvest
/// </code>
/// <para>So a mark costs the same with no reader and with ten, and each reader sees every page that was written since
/// it opened or last harvested it. A page that was written twice in between is seen once.</para>
/// <para>Threads: with <see cref="DirtyLogMode.Concurrent"/> any thread may use any member; marking never waits, all
/// else takes one lock. With <see cref="DirtyLogMode.SingleWriter"/> the caller serialises marking with everything
/// else. Disposing is for the last user in both.</para>
/// <para>The order that loses nothing: store the bytes, then mark; harvest, then read the page.</para>
/// <para>The bits take 32 KiB for each GiB of guest, once for the log and once for each cursor.</para>
/// </remarks>
public sealed partial class DirtyLog : IDisposable
{
    private readonly ArenaAllocator? _allocator;
    private readonly DirtyBitmap? _single;
    private readonly ConcurrentDirtyBitmap? _concurrent;
    private DirtyBitmap[] _readers = [];
    private DirtyCursor[] _cursors = [];
    private bool _disposed;

    /// <summary>Makes a log with no page dirty and no cursor open.</summary>
    /// <param name="pageCount">The pages of the guest; 0 makes an empty log.</param>
    /// <param name="mode">Who marks.</param>
    /// <param name="allocator">Gives the memory; <see cref="ArenaAllocator.Default"/> where it is null.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="pageCount"/> is over <see cref="DirtyBitmap.MaxPageCount"/>, or <paramref name="mode"/> is
    /// unknown.
    /// </exception>
    public DirtyLog(ulong pageCount, DirtyLogMode mode = DirtyLogMode.SingleWriter, ArenaAllocator? allocator = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative((int)mode, nameof(mode));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)mode, (int)DirtyLogMode.Concurrent, nameof(mode));
        PageCount = pageCount;
        Mode = mode;
        _allocator = allocator;
        if (mode == DirtyLogMode.SingleWriter)
        {
            _single = new DirtyBitmap(pageCount, allocator);
        }
        else
        {
            _concurrent = new ConcurrentDirtyBitmap(pageCount, allocator);
        }
    }

    /// <summary>The pages of the guest.</summary>
    public ulong PageCount { get; }

    /// <summary>Who marks.</summary>
    public DirtyLogMode Mode { get; }

    /// <summary>
    /// The cursors that are open, in the order of opening; the one that a host's sharer reads with is not among them.
    /// </summary>
    /// <remarks>
    /// A restored or forked host has the cursors of the original at the same places. Each call allocates the list.
    /// </remarks>
    public IReadOnlyList<DirtyCursor> Cursors
    {
        get
        {
            lock (Gate)
            {
                return Array.FindAll(_cursors, static cursor => !cursor.IsOfSharer);
            }
        }
    }

    /// <summary>The cursors that are open, that of a host's sharer included.</summary>
    public int CursorCount
    {
        get
        {
            lock (Gate)
            {
                return _readers.Length;
            }
        }
    }

    /// <summary>Held by whoever harvests, opens or closes; never by a marker.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>Marks a page dirty, after its bytes were stored.</summary>
    /// <param name="page">A page below <see cref="PageCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="page"/> is not a page of the guest.</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Mark(GuestFrameNumber page)
    {
        if (_single is not null)
        {
            _single.Mark(page);
        }
        else
        {
            _concurrent!.Mark(page);
        }
    }

    /// <summary>Marks a run of pages dirty, 64 at a time, after their bytes were stored.</summary>
    /// <param name="range">Pages below <see cref="PageCount"/>; a run of no pages marks nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="range"/> reaches beyond the guest.</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public void Mark(PageRange range)
    {
        if (_single is not null)
        {
            _single.Mark(range);
        }
        else
        {
            _concurrent!.Mark(range);
        }
    }

    /// <summary>Marks every page dirty, for every reader.</summary>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public void MarkAll() => Mark(new PageRange(default, PageCount));

    /// <summary>Opens a reader of its own.</summary>
    /// <remarks>Allocates the cursor and its bits. What was marked before is not the cursor's to see.</remarks>
    /// <param name="startDirty">
    /// Whether the cursor starts with every page dirty, as a first full copy wants, or clean.
    /// </param>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public DirtyCursor OpenCursor(bool startDirty = false) => OpenCursor(startDirty, isOfSharer: false);

    /// <summary>Opens a reader, perhaps for the sharer.</summary>
    internal DirtyCursor OpenCursor(bool startDirty, bool isOfSharer)
    {
        lock (Gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            DirtyBitmap reader = new(PageCount, _allocator);
            if (startDirty)
            {
                reader.MarkAll();
            }

            Drain();
            DirtyCursor cursor = new(this, reader, isOfSharer);
            _readers = [.. _readers, reader];
            _cursors = [.. _cursors, cursor];
            return cursor;
        }
    }

    /// <summary>Frees the bits of the log and of every cursor; a cursor may still be disposed afterwards.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            _disposed = true;
            _single?.Dispose();
            _concurrent?.Dispose();
            foreach (DirtyBitmap reader in _readers)
            {
                reader.Dispose();
            }

            _readers = [];
            _cursors = [];
        }
    }

    /// <summary>Takes a reader's leading runs, as many as fit.</summary>
    internal int Harvest(DirtyBitmap reader, Span<PageRange> ranges)
    {
        // A reader that is alone, with nothing left over, takes from the front without the way through its own bits.
        if (_readers.Length == 1 && !reader.TryFindNext(default, out _))
        {
            return _single is not null ? _single.Harvest(ranges) : _concurrent!.Harvest(ranges);
        }

        Drain();
        return reader.Harvest(ranges);
    }

    /// <summary>Moves what was marked to every open cursor.</summary>
    internal void Drain()
    {
        Debug.Assert(Gate.IsHeldByCurrentThread, "only one thread drains");
        if (_single is not null)
        {
            _single.Drain(_readers);
        }
        else
        {
            _concurrent!.Drain(_readers);
        }
    }

    /// <summary>Whether a page was marked and not drained yet.</summary>
    internal bool IsDirtyInFront(GuestFrameNumber page) => _single?.IsDirty(page) ?? _concurrent!.IsDirty(page);

    /// <summary>Finds the first page at or behind another that was marked and not drained yet.</summary>
    internal bool TryFindNextInFront(GuestFrameNumber from, out GuestFrameNumber page) =>
        _single is not null ? _single.TryFindNext(from, out page) : _concurrent!.TryFindNext(from, out page);

    /// <summary>Forgets a reader.</summary>
    internal void Close(DirtyCursor cursor, DirtyBitmap reader)
    {
        Debug.Assert(Gate.IsHeldByCurrentThread, "the readers change under the lock");
        _cursors = Array.FindAll(_cursors, other => !ReferenceEquals(other, cursor));
        _readers = Array.FindAll(_readers, other => !ReferenceEquals(other, reader));
        reader.Dispose();
    }
}
