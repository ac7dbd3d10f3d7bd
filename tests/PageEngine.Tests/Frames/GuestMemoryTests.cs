namespace PageEngine.Tests.Frames;

public sealed class GuestMemoryTests
{
    [Fact]
    public void A_write_that_finds_too_few_frames_changes_nothing()
    {
        using PageHost host = new(ByteSize.FromPages(2));
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(4));
        using DirtyCursor cursor = guest.DirtyLog.OpenCursor();
        Assert.False(guest.TryWrite(0, new byte[3 * Page.Size]));
        Assert.Equal(2u, host.Store.FreeFrames);
        Assert.Equal(0UL, cursor.CountDirty());
        OutOfFramesException error = Assert.Throws<OutOfFramesException>(() => guest.Write(0, new byte[3 * Page.Size]));
        Assert.Contains("guest g at 0x0", error.Message, StringComparison.Ordinal);
        Assert.True(guest.TryWrite(Page.Size / 2, new byte[Page.Size]));
        Assert.False(guest.TryWrite(new GuestFrameNumber(3), new PageToken(1)));
        Assert.Equal(2UL, cursor.CountDirty());
        host.CheckInvariants();
    }

    [Fact]
    public void A_break_without_a_free_frame_leaves_the_sharing_as_it_was()
    {
        using PageHost host = new(ByteSize.FromPages(2), new SharingOptions { CleanScans = 0 });
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(4));
        guest.FillPages(0, 2, new PageToken(7));
        host.Sharer.ScanOnce();
        guest.FillPages(2, 1, new PageToken(8));
        byte[] before = guest.ReadPage(0);
        Assert.False(guest.TryWrite(0, [1, 2, 3]));
        Assert.Equal(before, guest.ReadPage(0));
        Assert.Equal(PageMapping.Shared, guest.MappingOf(default));
        host.CheckInvariants();
    }

    [Theory]
    [InlineData(0UL, 4 * Page.Size, true)]
    [InlineData(1UL, 4 * Page.Size, false)]
    [InlineData(4UL * Page.Size, 0, true)]
    [InlineData(4UL * Page.Size, 1, false)]
    [InlineData(ulong.MaxValue, 1, false)]
    public void Addresses_are_checked_at_the_edge(ulong address, int count, bool valid)
    {
        using PageHost host = new(ByteSize.FromPages(8));
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(4));
        byte[] bytes = new byte[count];
        if (valid)
        {
            guest.Write(address, bytes);
            guest.Read(address, bytes);
        }
        else
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => guest.Write(address, bytes));
            Assert.Throws<ArgumentOutOfRangeException>(() => guest.Read(address, bytes));
        }
    }

    [Fact]
    public void Pages_are_checked_at_the_edge()
    {
        using PageHost host = new(ByteSize.FromPages(8));
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => guest.Write(new GuestFrameNumber(4), new PageToken(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => guest.Write(default(GuestFrameNumber), new PageToken(1UL << 63)));
        Assert.Throws<ArgumentOutOfRangeException>(() => guest.MappingOf(new GuestFrameNumber(ulong.MaxValue)));
        Assert.Throws<ArgumentOutOfRangeException>(() => guest.Discard(new PageRange(new GuestFrameNumber(3), 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => guest.Discard(new PageRange(new GuestFrameNumber(3), ulong.MaxValue)));
        Assert.Throws<ArgumentOutOfRangeException>(() => host.AddGuest("h", new ByteSize(4095)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PageHost(new ByteSize(100)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PageHost(ByteSize.FromTiB(17)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PageHost(ByteSize.FromPages(1), new SharingOptions { MaxSharers = 1 }));
    }

    [Fact]
    public void A_guest_that_leaves_gives_everything_back_and_is_gone()
    {
        using PageHost host = new(ByteSize.FromPages(8), new SharingOptions { CleanScans = 0, UseZeroPages = true });
        GuestMemory stays = host.AddGuest("stays", ByteSize.FromPages(3));
        GuestMemory leaves = host.AddGuest("leaves", ByteSize.FromPages(3));
        stays.FillPages(0, 2, new PageToken(7));
        leaves.FillPages(0, 2, new PageToken(7));
        leaves.FillPages(2, 1, PageToken.Zero);
        host.Sharer.ScanOnce();
        host.Sharer.Hints.Add(leaves, new PageRange(default, 3));
        leaves.Dispose();
        leaves.Dispose();
        Assert.Throws<ObjectDisposedException>(() => leaves.Read(0, new byte[1]));
        Assert.Throws<ArgumentException>(() => host.Sharer.MergeNow(leaves, default));
        SharingReport report = host.Sharer.ScanOnce();
        Assert.Equal((1UL, 1UL, 0UL), (report.PagesShared, report.PagesSharing, report.ZeroPages));
        Assert.Equal(1u, host.Store.UsedFrames);
        host.CheckInvariants();
    }

    [Fact]
    public void Merging_does_not_make_a_page_dirty_and_breaking_does()
    {
        using PageHost host = new(ByteSize.FromPages(8), new SharingOptions { CleanScans = 0, UseZeroPages = true });
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(5));
        using DirtyCursor cursor = guest.DirtyLog.OpenCursor();
        guest.FillPages(0, 3, new PageToken(7));
        guest.FillPages(3, 2, PageToken.Zero);
        PageRange[] ranges = new PageRange[8];
        Assert.Equal(1, cursor.Harvest(ranges));
        host.Sharer.ScanOnce();
        Assert.Equal(4UL, host.Sharer.Report.PagesSaved);
        Assert.Equal(0UL, cursor.CountDirty());
        guest.Write(Page.Size, [1]);
        Assert.Equal(1, cursor.Harvest(ranges));
        Assert.Equal(new PageRange(new GuestFrameNumber(1), 1), ranges[0]);
    }

    [Fact]
    public void S13_the_first_write_to_each_merged_page_copies_once_and_the_next_ones_do_not()
    {
        const int Pages = 100;
        using PageHost host = new(ByteSize.FromPages(Pages), new SharingOptions { CleanScans = 0 });
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(Pages));
        guest.FillPages(0, Pages, new PageToken(7));
        host.Sharer.ScanOnce();
        for (int round = 0; round < 2; round++)
        {
            for (ulong page = 0; page < Pages; page++)
            {
                guest.Write(page << Page.Shift, [(byte)page]);
            }

            // The last page to be written is alone with the frame by then and needs no copy.
            Assert.Equal(Pages - 1UL, host.Sharer.Report.Breaks);
        }

        host.CheckInvariants();
    }
}
