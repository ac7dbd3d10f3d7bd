using System.Diagnostics;

namespace PageEngine;

/// <summary>
/// Slots that hold the content of pages outside a host's frames: host swap, guest swap, pages on their way.
/// </summary>
/// <remarks>
/// <para><see cref="PageHost.CreateBackingStore"/> makes it; it keeps content as the frames of its host do. A slot of a
/// token host takes 8 bytes, and a page that no token names is kept once for all frames and slots that hold it. A slot
/// of a byte host takes 4096 bytes, taken from the system as it is touched. The lowest free slot is taken first.</para>
/// <para>A store has no clock and no device: what a transfer costs is its user's to model. One thread at a time for a
/// host with all that belongs to it. No member but the constructor allocates, except that a token store grows its table
/// when it meets a page that no token names.</para>
/// </remarks>
public abstract partial class BackingStore : IDisposable
{
    private readonly FrameAllocator _allocation;

    private protected BackingStore(PageHost host, uint slotCount)
    {
        Host = host;
        SlotCount = slotCount;
        _allocation = new FrameAllocator(slotCount, nodeCount: 1, host.Store.Allocator);
    }

    /// <summary>The most slots that a store can have: 2³² − 2.</summary>
    public const ulong MaxSlotCount = GuestPageTable.MaxFrames;

    /// <summary>The host whose pages the store holds.</summary>
    public PageHost Host { get; }

    /// <summary>The number of slots, free ones included.</summary>
    public uint SlotCount { get; }

    /// <summary>The number of slots that hold nothing.</summary>
    public uint FreeSlots => _allocation.FreeCount;

    /// <summary>The number of slots that hold a page.</summary>
    public uint UsedSlots => SlotCount - FreeSlots;

    internal bool IsDisposed { get; private set; }

    /// <summary>Slots at or above this number were never taken.</summary>
    internal uint FirstNeverUsed => _allocation.FirstNeverUsed;

    /// <summary>Whether a slot holds a page.</summary>
    /// <param name="slot">A slot of this store.</param>
    /// <exception cref="ArgumentOutOfRangeException">The store has no such slot.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public bool IsUsed(uint slot)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, SlotCount);
        return !_allocation.IsFree(slot);
    }

    /// <summary>Takes the lowest free slot; it holds a page of zeros.</summary>
    /// <param name="slot">The slot; 0 where none is free.</param>
    /// <returns>False when every slot is used.</returns>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public bool TryTake(out uint slot) => TryTake(cleared: true, out slot);

    /// <summary>Forgets the page in a slot; the slot is free afterwards.</summary>
    /// <param name="slot">A used slot.</param>
    /// <exception cref="ArgumentOutOfRangeException">The store has no such slot.</exception>
    /// <exception cref="ArgumentException">The slot is free.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public void Free(uint slot)
    {
        ThrowIfNotUsed(slot);
        Forget(slot);
        _allocation.Free(slot);
    }

    /// <summary>Copies the page in a slot.</summary>
    /// <param name="slot">A used slot.</param>
    /// <param name="destination">Room for <see cref="Page.Size"/> bytes; more is left alone.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The store has no such slot, or the room is less than a page.
    /// </exception>
    /// <exception cref="ArgumentException">The slot is free.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public void Read(uint slot, Span<byte> destination)
    {
        ThrowIfNotUsed(slot);
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, Page.Size, nameof(destination));
        ReadPage(slot, destination[..Page.Size]);
    }

    /// <summary>Replaces the page in a slot.</summary>
    /// <param name="slot">A used slot.</param>
    /// <param name="page">The bytes of a page.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The store has no such slot, or the length is not that of a page.
    /// </exception>
    /// <exception cref="ArgumentException">The slot is free.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public void Write(uint slot, ReadOnlySpan<byte> page)
    {
        ThrowIfNotUsed(slot);
        ArgumentOutOfRangeException.ThrowIfNotEqual(page.Length, Page.Size, nameof(page));
        WritePage(slot, page);
    }

    /// <summary>Replaces the page in a slot by the one that a token names.</summary>
    /// <param name="slot">A used slot.</param>
    /// <param name="token">The content.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The store has no such slot, or the token is above <see cref="PageToken.MaxValue"/>.
    /// </exception>
    /// <exception cref="ArgumentException">The slot is free.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public void Write(uint slot, PageToken token)
    {
        ThrowIfNotUsed(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(token.Value, PageToken.MaxValue, nameof(token));
        WriteToken(slot, token);
    }

    /// <summary>The token that names the page in a slot.</summary>
    /// <remarks>
    /// Costs a load on a token host. On a byte host the bytes are recognised: most others differ in the second word.
    /// </remarks>
    /// <param name="slot">A used slot.</param>
    /// <param name="token">The token, where there is one.</param>
    /// <returns>
    /// Whether a token names the content; both kinds of host give the same answer for the same bytes.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The store has no such slot.</exception>
    /// <exception cref="ArgumentException">The slot is free.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public bool TryGetToken(uint slot, out PageToken token)
    {
        ThrowIfNotUsed(slot);
        return TryGetTokenOf(slot, out token);
    }

    /// <summary>
    /// Forgets all pages, releases the memory and leaves the host, whose later stores move up one place.
    /// </summary>
    public void Dispose()
    {
        if (!IsDisposed)
        {
            ForgetAll();
            Host.Remove(this);
            Release();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the memory of a store that was left, or whose host goes away as a whole.</summary>
    internal void Release()
    {
        IsDisposed = true;
        _allocation.Dispose();
        ReleaseContents();
    }

    internal bool TryTake(bool cleared, out uint slot)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (!_allocation.TryAllocate(preferredNode: 0, out slot, out bool isZeroed))
        {
            return false;
        }

        if (cleared && !isZeroed)
        {
            WriteToken(slot, PageToken.Zero);
        }

        return true;
    }

    internal void ThrowIfNotUsed(uint slot)
    {
        if (!IsUsed(slot))
        {
            throw new ArgumentException($"slot {slot} is free", nameof(slot));
        }
    }

    /// <summary>Takes the content of a frame of the host into a slot.</summary>
    internal abstract void CopyFromFrame(uint frame, uint slot);

    /// <summary>Gives a frame of the host the content of a slot.</summary>
    internal abstract void CopyToFrame(uint slot, uint frame);

    /// <summary>Counts for each literal of a token host how many slots hold it.</summary>
    internal virtual void CountLiterals(Span<ulong> counts) =>
        Debug.Assert(counts.IsEmpty, "byte hosts keep no literals");

    /// <summary>Proves the count of used slots; returns what is wrong, or null.</summary>
    internal string? FindMistake()
    {
        uint used = 0;
        for (uint slot = 0; slot < SlotCount; slot++)
        {
            used += _allocation.IsFree(slot) ? 0u : 1u;
        }

        return used == UsedSlots ? null : $"{used} slots are used and {UsedSlots} are counted";
    }

    private protected abstract void ReadPage(uint slot, Span<byte> page);

    private protected abstract void WritePage(uint slot, ReadOnlySpan<byte> page);

    private protected abstract void WriteToken(uint slot, PageToken token);

    private protected abstract bool TryGetTokenOf(uint slot, out PageToken token);

    /// <summary>Drops what is kept beside a slot for its content.</summary>
    private protected abstract void Forget(uint slot);

    private protected abstract void ReleaseContents();

    private void ForgetAll()
    {
        for (uint slot = 0; slot < FirstNeverUsed; slot++)
        {
            if (!_allocation.IsFree(slot))
            {
                Forget(slot);
            }
        }
    }
}
