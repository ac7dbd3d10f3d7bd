using PageEngine.TestSupport;

namespace PageEngine.Tests.Frames;

public sealed class SourceFrameStoreTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Sources_are_shared_within_and_between_each_other(int workers)
    {
        MemoryPages first = new(MemoryPages.Of(7, 7, 0, 1, 0, 2));
        MemoryPages second = new(MemoryPages.Of(3, 7, 1, 0));
        using PageHost host = Host(first, new MemoryPages(MemoryPages.Of()), second);
        SharingReport report = host.Sharer.ScanOnce(workers);
        Assert.Equal((3UL, 2UL, 3UL), (report.ZeroPages, report.PagesShared, report.PagesSharing));
        Assert.Equal(2UL, report.PagesUnshared);
        Assert.Equal(new SavingsSplit(3, 1, 2), host.Sharer.MeasureSavings());
        host.CheckInvariants();
    }

    [Fact]
    public void Holes_are_counted_as_zero_pages_and_never_read()
    {
        MemoryPages source = new(MemoryPages.Of(0, 0, 5, 0)) { ZerosAreKnown = true };
        using PageHost host = Host(source);
        Assert.Equal(3UL, host.Sharer.ScanOnce().ZeroPages);
        Assert.Equal([2UL], source.PagesRead.Distinct());
    }

    [Fact]
    public void A_page_that_is_gone_is_equal_to_nothing_and_is_counted()
    {
        MemoryPages source = new(MemoryPages.Of(5, 5, 5, 6)) { Lost = { 1 } };
        using PageHost host = Host(new MemoryPages(MemoryPages.Of(6)), source);
        SharingReport report = host.Sharer.ScanOnce();
        Assert.Equal((2UL, 2UL, 1UL), (report.PagesShared, report.PagesSharing, report.PagesUnshared));
        SourceFrameStore store = (SourceFrameStore)host.Store;
        Assert.Equal((0, 1), (store.UnreadablePagesIn(0), store.UnreadablePagesIn(1)));
        host.CheckInvariants();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_source_that_fails_in_the_middle_leaves_the_books_right_and_the_rest_due(int workers)
    {
        MemoryPages source = new(MemoryPages.Of([.. Enumerable.Range(0, 5000).Select(i => (ulong)(i % 100) + 1)])) { FailsFrom = 3000 };
        using PageHost host = Host(source);
        Assert.Throws<PageSourceException>(() => host.Sharer.ScanOnce(workers));
        host.CheckInvariants();
        source.FailsFrom = ulong.MaxValue;
        host.Sharer.ScanOnce(workers);
        SharingReport report = host.Sharer.ScanOnce(workers);
        Assert.Equal((100UL, 4900UL), (report.PagesShared, report.PagesSharing));
        host.CheckInvariants();
    }

    [Fact]
    public void Nothing_can_be_written_or_added()
    {
        using PageHost host = Host(new MemoryPages(MemoryPages.Of(1, 2)));
        Assert.Throws<NotSupportedException>(() => host.Guests[0].Write(0, [1]));
        Assert.Throws<NotSupportedException>(() => host.Guests[0].Discard(new PageRange(default, 1)));
        Assert.Throws<NotSupportedException>(() => host.AddGuest("g", ByteSize.FromPages(1)));
        Assert.Throws<NotSupportedException>(() => host.TryMoveToDomain(host.Guests[0], new SharingDomain(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Host(new MemoryPages(MemoryPages.Of())));
    }

    private static PageHost Host(params PageSource[] sources) =>
        new(new SourceFrameStore(sources), new SharingOptions { CleanScans = 0, UseZeroPages = true });
}
