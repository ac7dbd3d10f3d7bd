namespace PageEngine.Tests.Frames;

public sealed class BackingStoreTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_page_moved_out_and_in_keeps_its_content_and_its_dirty_bits(bool tokens)
    {
        using PageHost host = NewHost(tokens, 4);
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(8));
        using DirtyCursor cursor = guest.DirtyLog.OpenCursor();
        BackingStore swap = host.CreateBackingStore(4);
        guest.Write(Page.Size, [1, 2, 3]);
        guest.Write(2 * Page.Size, [4]);
        cursor.Harvest(new PageRange[4]);
        guest.Write(Page.Size, [9]);
        byte[] before = guest.ReadPage(1);
        Assert.True(guest.TryMoveOut(new GuestFrameNumber(1), swap, out uint slot));
        Assert.True(guest.TryMoveOut(new GuestFrameNumber(2), swap, out uint second));
        Assert.Equal((0u, 1u, 2u, 2u), (slot, second, swap.UsedSlots, swap.FreeSlots));
        Assert.Equal((0UL, 0u), (guest.MappedPages, host.Store.UsedFrames));
        Assert.True(guest.TryMoveIn(new GuestFrameNumber(1), swap, slot, keepSlot: false));
        Assert.True(guest.TryMoveIn(new GuestFrameNumber(5), swap, second, keepSlot: true));
        Assert.Equal(before, guest.ReadPage(1));
        Assert.Equal(4, guest.ReadPage(5)[0]);
        Assert.Equal(1UL, cursor.CountDirty());
        Assert.True(cursor.IsDirty(new GuestFrameNumber(1)));
        Assert.Equal((false, true), (swap.IsUsed(slot), swap.IsUsed(second)));
        host.CheckInvariants();
    }

    [Fact]
    public void What_cannot_move_out_changes_nothing()
    {
        using PageHost host = NewHost(tokens: true, 4);
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(8));
        BackingStore swap = host.CreateBackingStore(1);
        guest.FillPages(0, 2, new PageToken(7));
        Assert.False(guest.TryMoveOut(new GuestFrameNumber(2), swap, out _));
        Assert.Equal(0u, swap.UsedSlots);
        Assert.True(guest.TryMoveOut(default, swap, out _));
        Assert.False(guest.TryMoveOut(new GuestFrameNumber(1), swap, out _));
        Assert.Equal(PageMapping.Private, guest.MappingOf(new GuestFrameNumber(1)));
        host.CheckInvariants();
    }

    [Fact]
    public void What_cannot_move_in_changes_nothing()
    {
        using PageHost host = NewHost(tokens: true, 1);
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(8));
        BackingStore swap = host.CreateBackingStore(2);
        Assert.True(swap.TryTake(out uint slot));
        guest.FillPages(0, 1, new PageToken(7));
        Assert.False(guest.TryMoveIn(new GuestFrameNumber(1), swap, slot, keepSlot: false));
        Assert.Throws<InvalidOperationException>(() => guest.TryMoveIn(default, swap, slot, keepSlot: false));
        Assert.Equal(PageMapping.Absent, guest.MappingOf(new GuestFrameNumber(1)));
        Assert.True(swap.IsUsed(slot));
    }

    [Fact]
    public void A_sharer_of_a_frame_that_moves_out_leaves_it_to_the_others()
    {
        using PageHost host = NewHost(tokens: false, 4);
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(8));
        BackingStore swap = host.CreateBackingStore(4);
        guest.FillPages(0, 3, new PageToken(7));
        host.Sharer.ScanOnce();
        Assert.True(guest.TryMoveOut(new GuestFrameNumber(1), swap, out uint slot));
        Assert.Equal((1UL, 1UL), (host.Sharer.Report.PagesShared, host.Sharer.Report.PagesSharing));
        Assert.Equal(1u, host.Store.UsedFrames);
        Assert.True(swap.TryGetToken(slot, out PageToken token));
        Assert.Equal(new PageToken(7), token);
        host.CheckInvariants();
    }

    [Fact]
    public void A_page_moved_in_is_found_by_the_next_scan_without_a_write()
    {
        using PageHost host = NewHost(tokens: true, 8);
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(8));
        BackingStore swap = host.CreateBackingStore(4);
        guest.FillPages(0, 1, new PageToken(7));
        host.Sharer.ScanOnce();
        Assert.True(swap.TryTake(out uint slot));
        swap.Write(slot, new PageToken(7));
        Assert.True(guest.TryMoveIn(new GuestFrameNumber(4), swap, slot, keepSlot: false));
        Assert.True(guest.TryFill(new GuestFrameNumber(5), new PageToken(7)));
        Assert.Equal(2UL, host.Sharer.ScanOnce().PagesSharing);
        Assert.True(guest.TryFill(new GuestFrameNumber(4), new byte[Page.Size]));
        Assert.Equal((1UL, 1UL), (host.Sharer.Report.PagesSharing, host.Sharer.Report.Breaks));
        host.CheckInvariants();
    }

    [Theory]
    [InlineData(LargePagePolicy.Split)]
    [InlineData(LargePagePolicy.Keep)]
    public void A_large_page_is_split_before_a_part_moves_out_and_its_parts_can_be_shared_then(LargePagePolicy policy)
    {
        using PageHost host = new(
            new TokenFrameStore(ByteSize.FromPages(2048)), new SharingOptions { CleanScans = 0, LargePages = policy });
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(1024), new GuestOptions { LargePages = true });
        guest.FillPages(0, 1, new PageToken(7));
        guest.FillPages(3, 2, new PageToken(8));
        host.Sharer.ScanOnce();
        BackingStore swap = host.CreateBackingStore(4);
        Assert.True(guest.TryMoveOut(default, swap, out _));
        host.CheckInvariants();
        host.Sharer.ScanOnce();
        Assert.Equal(0, host.LargePageCount);
        Assert.Equal(PageMapping.Shared, guest.MappingOf(new GuestFrameNumber(4)));
        Assert.True(guest.TryMoveIn(default, swap, slot: 0, keepSlot: false));
        Assert.Equal(0, host.LargePageCount);
        host.CheckInvariants();
    }

    [Fact]
    public void Slots_are_taken_lowest_first_and_cleared()
    {
        using PageHost host = NewHost(tokens: false, 4);
        BackingStore store = host.CreateBackingStore(3);
        for (uint expected = 0; expected < 3; expected++)
        {
            Assert.True(store.TryTake(out uint slot));
            Assert.Equal(expected, slot);
            store.Write(slot, new PageToken(5));
        }

        Assert.False(store.TryTake(out _));
        store.Free(2);
        store.Free(1);
        Assert.True(store.TryTake(out uint again));
        Assert.Equal(1u, again);
        Assert.True(store.TryGetToken(again, out PageToken token));
        Assert.Equal(PageToken.Zero, token);
    }

    [Fact]
    public void A_literal_page_is_kept_once_for_frames_and_slots_until_nobody_holds_it()
    {
        TokenFrameStore frames = new(ByteSize.FromPages(4));
        using PageHost host = new(frames, new SharingOptions());
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(4));
        BackingStore swap = host.CreateBackingStore(3);
        guest.Write(0, [1]);
        Assert.True(guest.TryMoveOut(default, swap, out uint slot));
        Assert.True(guest.TryMoveIn(default, swap, slot, keepSlot: true));
        Assert.Equal(1, frames.LiteralPageCount);
        Assert.False(guest.TryGetToken(default, out _));
        guest.FillPages(0, 1, new PageToken(3));
        Assert.Equal(1, frames.LiteralPageCount);
        swap.Dispose();
        swap.Dispose();
        Assert.Equal(0, frames.LiteralPageCount);
        Assert.Empty(host.BackingStores);
        Assert.Throws<ObjectDisposedException>(() => swap.TryTake(out _));
        host.CheckInvariants();
    }

    [Fact]
    public void Slots_and_stores_are_checked_at_the_edge()
    {
        using PageHost host = NewHost(tokens: true, 4);
        using PageHost other = NewHost(tokens: true, 4);
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(4));
        BackingStore store = host.CreateBackingStore(2);
        guest.FillPages(0, 1, new PageToken(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => host.CreateBackingStore(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => host.CreateBackingStore(BackingStore.MaxSlotCount + 1));
        Assert.Throws<ArgumentException>(() => guest.TryMoveOut(default, other.CreateBackingStore(1), out _));
        GuestFrameNumber absent = new(1);
        Assert.Throws<ArgumentException>(() => guest.TryMoveIn(absent, store, slot: 1, keepSlot: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => guest.TryMoveIn(absent, store, slot: 2, keepSlot: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => guest.TryMoveOut(new GuestFrameNumber(4), store, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => guest.TryFill(new GuestFrameNumber(4), PageToken.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => guest.TryFill(default, new PageToken(1UL << 63)));
        Assert.Throws<ArgumentOutOfRangeException>(() => guest.TryFill(default, new byte[Page.Size - 1]));
        Assert.Throws<ArgumentException>(() => store.Free(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.IsUsed(2));
        Assert.True(store.TryTake(out uint slot));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Read(slot, new byte[Page.Size - 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Write(slot, new byte[Page.Size + 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Write(slot, new PageToken(1UL << 63)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Moving_and_filling_allocate_nothing(bool tokens)
    {
        using PageHost host = NewHost(tokens, 64);
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(64));
        BackingStore swap = host.CreateBackingStore(64);
        byte[] bytes = new byte[Page.Size];
        int moved = MoveAndFill(guest, swap, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        moved += MoveAndFill(guest, swap, bytes);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2 * 64, moved);
    }

    private static int MoveAndFill(GuestMemory guest, BackingStore swap, byte[] bytes)
    {
        int moved = 0;
        for (ulong i = 0; i < 64; i++)
        {
            GuestFrameNumber page = new(i);
            bytes[0] = (byte)i;
            bool filled = i % 2 == 0 ? guest.TryFill(page, bytes) : guest.TryFill(page, new PageToken(i));
            bool done = filled
                && guest.TryMoveOut(page, swap, out uint slot)
                && guest.TryMoveIn(page, swap, slot, keepSlot: false)
                && guest.TryGetToken(page, out _) == (i % 2 == 1 || i == 0);
            moved += done ? 1 : 0;
        }

        return moved;
    }

    private static PageHost NewHost(bool tokens, ulong pages)
    {
        ByteSize size = ByteSize.FromPages(pages);
        return new PageHost(
            tokens ? new TokenFrameStore(size) : new ByteFrameStore(size), new SharingOptions { CleanScans = 0 });
    }
}
