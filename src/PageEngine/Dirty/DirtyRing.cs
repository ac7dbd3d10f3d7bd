using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace PageEngine;

/// <summary>The pages that one vCPU wrote, in the order of writing, in a bounded ring as KVM has it.</summary>
/// <remarks>
/// <para>Each entry goes round: free (00) → dirty (01), by the vCPU → harvested (11), by the reader → free again, by
/// <see cref="Reset"/>. A harvested entry still takes room. The ring never overwrites: it is <em>soft full</em> while
/// its reserve is in use, which tells the vCPU to stop, and <em>full</em> when nothing is left.</para>
/// <para>Threads: one pushes, one other harvests and resets. The entry is published by a release store and read by an
/// acquire load, so whoever harvests a page sees the bytes that were stored before it was pushed. Freed room is
/// published in the same way.</para>
/// <para>The order that loses nothing: where writes are trapped only until their first push, as KVM does, trap the
/// harvested pages again and reset <em>before</em> reading them; where every write is pushed, harvest, then read. A
/// page that is pushed twice is harvested twice.</para>
/// <para>Source: Linux, Documentation/virt/kvm/api.rst, KVM_CAP_DIRTY_LOG_RING. The ring costs 8 bytes an entry instead
/// of KVM's 16, because flags and page share a word.</para>
/// </remarks>
public sealed class DirtyRing : IDisposable
{
    /// <summary>The most entries that a ring can have, as in KVM.</summary>
    public const int MaxCapacity = 1 << 16;

    /// <summary>The entries that KVM holds in reserve for what a vCPU still writes on its way out.</summary>
    public const int DefaultReserve = 64;

    // Entry word: [63..2: page][1: reset][0: dirty]
    private const int FlagBits = 2;
    private const ulong DirtyFlag = 1 << 0;
    private const ulong ResetFlag = 1 << 1;

    private readonly NativeArena<ulong> _entries;
    private readonly ulong _mask;
    private DirtyRingIndexes _indexes;
    private bool _disposed;

    /// <summary>Makes an empty ring.</summary>
    /// <param name="capacity">The entries: a power of two up to <see cref="MaxCapacity"/>.</param>
    /// <param name="reserve">The entries beyond the soft limit, from 0 to <paramref name="capacity"/> − 1.</param>
    /// <param name="allocator">Gives the memory; <see cref="ArenaAllocator.Default"/> where it is null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public DirtyRing(int capacity, int reserve = DefaultReserve, ArenaAllocator? allocator = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, MaxCapacity);
        ArgumentOutOfRangeException.ThrowIfNotEqual(capacity, (int)BitOperations.RoundUpToPowerOf2((uint)capacity));
        ArgumentOutOfRangeException.ThrowIfNegative(reserve);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(reserve, capacity);
        Capacity = capacity;
        SoftLimit = capacity - reserve;
        _mask = (ulong)capacity - 1;
        _entries = new NativeArena<ulong>((ulong)capacity, allocator ?? ArenaAllocator.Default);
    }

    /// <summary>The entries.</summary>
    public int Capacity { get; }

    /// <summary>The entries in use from which on the vCPU must stop.</summary>
    public int SoftLimit { get; }

    /// <summary>
    /// The entries in use: pushed and not reset. Exact for the pushing thread, where it can only fall meanwhile.
    /// </summary>
    public int Count
    {
        get
        {
            // Reset is read first: then Dirty cannot be behind it, though it may have run on past the capacity.
            ulong reset = Volatile.Read(ref _indexes.Reset);
            ulong used = Volatile.Read(ref _indexes.Dirty) - reset;
            return (int)Math.Min(used, (ulong)Capacity);
        }
    }

    /// <summary>Whether the vCPU must stop until the ring was harvested and reset.</summary>
    public bool IsSoftFull => Count >= SoftLimit;

    /// <summary>Frees the entries. No thread may be using the ring.</summary>
    public void Dispose()
    {
        _disposed = true;
        _entries.Dispose();
    }

    /// <summary>Logs a written page, after its bytes were stored. The producer's thread only.</summary>
    /// <param name="page">A page below <see cref="DirtyBitmap.MaxPageCount"/>.</param>
    /// <returns>Whether it is in the ring, and whether the vCPU must stop.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="page"/> is no page that a guest can have.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The ring is disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DirtyRingPush TryPush(GuestFrameNumber page)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(page.Value, DirtyBitmap.MaxPageCount, nameof(page));
        ulong dirty = _indexes.Dirty;
        ulong used = dirty - Volatile.Read(ref _indexes.Reset);
        if (used > _mask)
        {
            return DirtyRingPush.Full;
        }

        ref ulong entry = ref _entries[dirty & _mask];
        Debug.Assert(entry == 0, "the entry was reset before the room was given");
        Volatile.Write(ref entry, (page.Value << FlagBits) | DirtyFlag);
        Volatile.Write(ref _indexes.Dirty, dirty + 1);
        return used + 1 < (ulong)SoftLimit ? DirtyRingPush.Pushed : DirtyRingPush.SoftFull;
    }

    /// <summary>
    /// Takes pages in the order in which they were pushed, as many as there are and fit. The consumer's thread only.
    /// </summary>
    /// <remarks>Their entries stay in use until <see cref="Reset"/>. What does not fit is for the next call.</remarks>
    /// <param name="pages">Where the pages go.</param>
    /// <returns>The pages written.</returns>
    /// <exception cref="ObjectDisposedException">The ring is disposed.</exception>
    public int Harvest(Span<GuestFrameNumber> pages)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        int count = 0;
        while (count < pages.Length)
        {
            ref ulong entry = ref _entries[_indexes.Fetch & _mask];
            ulong value = Volatile.Read(ref entry);
            if ((value & (DirtyFlag | ResetFlag)) != DirtyFlag)
            {
                break;
            }

            pages[count++] = new GuestFrameNumber(value >> FlagBits);
            Volatile.Write(ref entry, value | ResetFlag);
            _indexes.Fetch++;
        }

        return count;
    }

    /// <summary>
    /// Frees the entries that were harvested, so that the vCPU may run on. The consumer's thread only.
    /// </summary>
    /// <returns>The entries freed.</returns>
    /// <exception cref="ObjectDisposedException">The ring is disposed.</exception>
    public int Reset()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ulong reset = _indexes.Reset;
        for (; reset != _indexes.Fetch; reset++)
        {
            ref ulong entry = ref _entries[reset & _mask];
            Debug.Assert((entry & ResetFlag) != 0, "what was fetched is harvested");
            entry = 0;
        }

        int freed = (int)(reset - _indexes.Reset);
        // Release: the producer that sees the room sees the entries free.
        Volatile.Write(ref _indexes.Reset, reset);
        return freed;
    }
}
