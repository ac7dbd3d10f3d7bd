using PageEngine.Tests.Sharing;

namespace PageEngine.Tests.Frames;

public sealed class RecentPagesTests
{
    [Fact]
    public void Bytes_are_there_until_another_frame_takes_the_slot()
    {
        RecentPages recent = new();
        Fill(recent, 5, 2, readable: 2, value: 1);
        Assert.True(recent.TryGet(6, out ReadOnlySpan<byte> page));
        Assert.Equal(1, page[^1]);
        Assert.False(recent.TryGet(7, out _));
        Assert.False(recent.TryGet(6 + RecentPages.SlotCount, out _));

        Fill(recent, 6 + RecentPages.SlotCount, 1, readable: 1, value: 2);
        Assert.True(recent.TryGet(5, out _));
        Assert.False(recent.TryGet(6, out _));
    }

    [Fact]
    public void Pages_that_could_not_be_read_are_not_there()
    {
        RecentPages recent = new();
        Fill(recent, 0, 4, readable: 4, value: 1);
        Fill(recent, 0, 4, readable: 1, value: 2);
        Assert.True(recent.TryGet(0, out _));
        Assert.False(recent.TryGet(1, out _));
        Assert.False(recent.TryGet(3, out _));
    }

    [Fact]
    public void A_slot_that_somebody_writes_is_left_to_him()
    {
        RecentPages recent = new();
        Assert.True(recent.TryTake(10, 2, out _));
        Assert.False(recent.TryTake(9 + RecentPages.SlotCount, 3, out _));
        Assert.False(recent.TryGet(10, out _));
        recent.GiveBack(10, 2, 2);
        Assert.True(recent.TryGet(10, out _));
        Assert.True(recent.TryGet(11, out _));
        Assert.True(recent.TryTake(9, 1, out _));
    }

    [Fact]
    public void Slots_end_where_the_numbers_begin_anew()
    {
        Assert.Equal(RecentPages.SlotCount, RecentPages.SlotsInARow(0));
        Assert.Equal(1, RecentPages.SlotsInARow(RecentPages.SlotCount - 1));
        Assert.Equal(RecentPages.SlotCount, RecentPages.SlotsInARow(RecentPages.SlotCount));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Frames_of_one_window_that_want_the_same_slots_are_shared_rightly(int workers)
    {
        // The guest between is not visited, so frames n and n + SlotCount meet in one window.
        const int Half = RecentPages.SlotCount / 2;
        byte[][] pages = [.. Enumerable.Range(0, Half).Select(static i => BitConverter.GetBytes(i % 200 + 1))];
        byte[][] whole = [.. pages.Select(static page => page.Concat(new byte[Page.Size - sizeof(int)]).ToArray())];
        PageSource[] sources = [new ArrayPageSource(whole), new ArrayPageSource(whole), new ArrayPageSource(whole)];
        using PageHost host = new(new SourceFrameStore(sources), SharingPotential.ScanOptions);
        host.Guests[1].IsMergeable = false;
        SharingReport report = host.Sharer.ScanOnce(workers);
        Assert.Equal((200UL, (2UL * Half) - 200), (report.PagesShared, report.PagesSharing));
        Assert.Equal(0UL, report.Mismatches);
        host.CheckInvariants();
    }

    private static void Fill(RecentPages recent, uint frame, int count, int readable, byte value)
    {
        Assert.True(recent.TryTake(frame, count, out Span<byte> bytes));
        bytes.Fill(value);
        recent.GiveBack(frame, count, readable);
    }
}
