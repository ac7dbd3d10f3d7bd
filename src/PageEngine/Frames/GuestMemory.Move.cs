namespace PageEngine;

/// <content>
/// Content that comes and goes without a write of the guest: swap, migration, disk. Nothing here marks a page dirty.
/// </content>
public sealed partial class GuestMemory
{
    /// <summary>Moves the content of a page to a slot; the page is absent afterwards.</summary>
    /// <remarks>
    /// A frame that other pages map too stays theirs; a large page around the page is split. What was dirty stays
    /// dirty.
    /// An absent page reads as zeros: whoever moves pages out remembers where they are.
    /// </remarks>
    /// <param name="page">A page of the guest.</param>
    /// <param name="store">A backing store of the guest's host.</param>
    /// <param name="slot">The slot that was taken.</param>
    /// <returns>False when the page is absent or the store is full; nothing was changed then.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The guest has no such page.</exception>
    /// <exception cref="ArgumentException">The store is not one of the guest's host.</exception>
    /// <exception cref="NotSupportedException">The host's store is read-only.</exception>
    public bool TryMoveOut(GuestFrameNumber page, BackingStore store, out uint slot)
    {
        ThrowIfCannotMove(page, store);
        slot = 0;
        uint entry = Table[page.Value];
        bool mapsFrame = GuestPageTable.MapsFrame(entry);
        if (entry == GuestPageTable.Absent || !store.TryTake(cleared: !mapsFrame, out slot))
        {
            return false;
        }

        if (mapsFrame)
        {
            store.CopyFromFrame(GuestPageTable.FrameOf(entry), slot);
        }

        Unmap(page.Value);
        return true;
    }

    /// <summary>Gives an absent page a frame with the content of a slot.</summary>
    /// <remarks>
    /// The page takes one frame, whatever <see cref="GuestOptions.LargePages"/> says. What was dirty stays dirty,
    /// nothing else becomes so; the sharer visits the page as one that was just written.
    /// </remarks>
    /// <param name="page">An absent page of the guest.</param>
    /// <param name="store">A backing store of the guest's host.</param>
    /// <param name="slot">A used slot.</param>
    /// <param name="keepSlot">Whether the slot keeps the content, rather than being free afterwards.</param>
    /// <returns>False when the host has no free frame; nothing was changed then.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The guest has no such page, or the store no such slot.</exception>
    /// <exception cref="ArgumentException">The store is not one of the guest's host, or the slot is free.</exception>
    /// <exception cref="InvalidOperationException">The page is not absent.</exception>
    /// <exception cref="NotSupportedException">The host's store is read-only.</exception>
    public bool TryMoveIn(GuestFrameNumber page, BackingStore store, uint slot, bool keepSlot)
    {
        ThrowIfCannotMove(page, store);
        store.ThrowIfNotUsed(slot);
        if (Table[page.Value] != GuestPageTable.Absent)
        {
            throw new InvalidOperationException($"{page} of guest {Name} is there already");
        }

        if (!Host.Store.TryAllocate(_options.NumaNode, cleared: false, out uint frame))
        {
            return false;
        }

        store.CopyToFrame(slot, frame);
        if (!keepSlot)
        {
            store.Free(slot);
        }

        Table[page.Value] = GuestPageTable.EntryOf(frame);
        MappedPages++;
        Host.Sharer.NoteDue(this, new PageRange(page, 1));
        return true;
    }

    /// <summary>
    /// Gives a page content that arrived from elsewhere (migration, disk), without a write of the guest.
    /// </summary>
    /// <remarks>
    /// As a write, but the page does not become dirty: sharing is broken first, and a page without a frame takes one,
    /// or a large page where the guest uses these. The sharer visits the page as one that was just written.
    /// </remarks>
    /// <param name="page">A page of the guest, mapped or not.</param>
    /// <param name="bytes">The bytes of a page.</param>
    /// <returns>False when the host has no free frame; nothing was changed then.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The guest has no such page, or the length is not that of a page.
    /// </exception>
    /// <exception cref="NotSupportedException">The host's store is read-only.</exception>
    public bool TryFill(GuestFrameNumber page, ReadOnlySpan<byte> bytes)
    {
        ThrowIfOutside(new PageRange(page, 1));
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Page.Size, nameof(bytes));
        ThrowIfReadOnly();
        if (!TryMakePrivate(page.Value, keepContent: false, framesReserved: 0, out uint frame))
        {
            return false;
        }

        Host.Store.Write(frame, 0, bytes);
        Host.Sharer.NoteDue(this, new PageRange(page, 1));
        return true;
    }

    /// <summary>Gives a page the content that a token names, without a write of the guest.</summary>
    /// <remarks>See <see cref="TryFill(GuestFrameNumber, ReadOnlySpan{byte})"/>.</remarks>
    /// <param name="page">A page of the guest, mapped or not.</param>
    /// <param name="token">The content.</param>
    /// <returns>False when the host has no free frame; nothing was changed then.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The guest has no such page, or the token is above <see cref="PageToken.MaxValue"/>.
    /// </exception>
    /// <exception cref="NotSupportedException">The host's store is read-only.</exception>
    public bool TryFill(GuestFrameNumber page, PageToken token)
    {
        ThrowIfOutside(new PageRange(page, 1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(token.Value, PageToken.MaxValue, nameof(token));
        ThrowIfReadOnly();
        if (!TryMakePrivate(page.Value, keepContent: false, framesReserved: 0, out uint frame))
        {
            return false;
        }

        Host.Store.WriteToken(frame, token);
        Host.Sharer.NoteDue(this, new PageRange(page, 1));
        return true;
    }

    /// <summary>The token that names the content of a page.</summary>
    /// <remarks>
    /// Costs a load on a token host. Elsewhere the bytes are recognised: most pages that no token names differ in the
    /// second word. A page without a frame holds <see cref="PageToken.Zero"/>.
    /// </remarks>
    /// <param name="page">A page of the guest.</param>
    /// <param name="token">The token, where there is one.</param>
    /// <returns>Whether a token names the content; all kinds of host give the same answer for the same bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The guest has no such page.</exception>
    public bool TryGetToken(GuestFrameNumber page, out PageToken token)
    {
        if (TryGetFrame(page, out FrameNumber frame))
        {
            return Host.Store.TryGetToken(frame.Value, out token);
        }

        token = PageToken.Zero;
        return true;
    }

    private void ThrowIfCannotMove(GuestFrameNumber page, BackingStore store)
    {
        ThrowIfOutside(new PageRange(page, 1));
        ThrowIfReadOnly();
        ArgumentNullException.ThrowIfNull(store);
        if (store.Host != Host)
        {
            throw new ArgumentException($"the store is not one of the host of guest {Name}", nameof(store));
        }
    }

    /// <summary>Splits large pages, those with the lowest numbers first, so that their parts can be shared.</summary>
    /// <remarks>
    /// Contents, frames and the dirty log stay as they are. Where <see cref="LargePagePolicy.Keep"/> kept the parts
    /// from being shared, the next scan looks at them. Looks at one entry of the page table for each 2 MiB. Not
    /// thread-safe.
    /// </remarks>
    /// <param name="most">The most large pages to split, 0 or more.</param>
    /// <returns>The large pages that were split.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The guest was removed from its host.</exception>
    public int SplitLargePages(int most = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        int split = 0;
        ulong end = Host.LargePageCount == 0 ? 0 : PageCount;
        for (ulong page = 0; page < end && split < most; page += Page.PagesPerLargePage)
        {
            uint entry = Table[page];
            if (GuestPageTable.MapsFrame(entry) && Host.IsInLargePage(GuestPageTable.FrameOf(entry)))
            {
                SplitLargePageAt(page, GuestPageTable.FrameOf(entry));
                split++;
            }
        }

        return split;
    }

    /// <summary>Drops the mapping of a page that is not absent.</summary>
    private void Unmap(ulong page)
    {
        ref uint entry = ref Table[page];
        if (entry == GuestPageTable.SharedZero)
        {
            SharedZeroPages--;
        }
        else
        {
            uint frame = GuestPageTable.FrameOf(entry);
            SplitLargePageAt(page, frame);
            Host.DropReference(frame);
        }

        entry = GuestPageTable.Absent;
        MappedPages--;
    }

    /// <summary>
    /// Splits the large page that a page is part of; where it kept its parts from being shared, they are due now.
    /// </summary>
    private void SplitLargePageAt(ulong page, uint frame)
    {
        if (Host.TrySplitLargePage(frame) && Host.Sharer.Options.LargePages == LargePagePolicy.Keep)
        {
            ulong first = page & ~(ulong)(Page.PagesPerLargePage - 1);
            Host.Sharer.NoteDue(this, new PageRange(new GuestFrameNumber(first), Page.PagesPerLargePage));
        }
    }
}
