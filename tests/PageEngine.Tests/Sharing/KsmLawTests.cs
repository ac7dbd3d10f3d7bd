namespace PageEngine.Tests.Sharing;

/// <summary>Cases S1 to S6: the laws of KSM's counters, on real bytes and on tokens.</summary>
public sealed class KsmLawTests
{
    public static TheoryData<int, int, int, int> Law => new()
    {
        { 2, 256, 1, 1 },
        { 10, 256, 1, 9 },
        { 11, 10, 1, 9 },
        { 255, 256, 1, 254 },
        { 256, 256, 1, 255 },
        { 257, 256, 1, 255 },
        { 258, 256, 2, 256 },
        { 512, 256, 2, 510 },
        { 1000, 2, 500, 500 },
        { 1001, 3, 334, 667 },
    };

    [Theory]
    [MemberData(nameof(Law))]
    public void S1_identical_pages_settle_where_KSM_does(int pages, int maxSharers, int shared, int sharing)
    {
        foreach (FrameStore store in Stores(pages))
        {
            using PageHost host = new(store, new SharingOptions { MaxSharers = maxSharers });
            GuestMemory guest = host.AddGuest("g", ByteSize.FromPages((ulong)pages));
            guest.FillPages(0, pages, new PageToken(7));
            host.Sharer.ScanOnce();
            Assert.Equal(0UL, host.Sharer.Report.PagesSharing);
            SharingReport report = host.Sharer.ScanOnce();
            Assert.Equal(((ulong)shared, (ulong)sharing), (report.PagesShared, report.PagesSharing));
            Assert.Equal(
                ((ulong)shared, (ulong)sharing),
                (KsmModel.Settle((ulong)pages, (uint)maxSharers).Shared, KsmModel.Settle((ulong)pages, (uint)maxSharers).Sharing));
            host.CheckInvariants();
        }
    }

    [Fact]
    public void S1_a_million_identical_pages_take_3907_frames()
    {
        const int Pages = 1_000_000;
        using PageHost host = new(new TokenFrameStore(ByteSize.FromPages(Pages)), new SharingOptions());
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(Pages));
        guest.FillPages(0, Pages, new PageToken(7));
        host.Sharer.ScanOnce();
        SharingReport report = host.Sharer.ScanOnce();
        Assert.Equal((3_907UL, 996_093UL), (report.PagesShared, report.PagesSharing));
        Assert.Equal(3_907U, host.Store.UsedFrames);
        host.CheckInvariants();
    }

    [Fact]
    public void S2_a_write_to_each_of_two_merged_pages_leaves_nothing_shared()
    {
        using PageHost host = new(ByteSize.FromPages(2));
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(2));
        guest.FillPages(0, 2, new PageToken(7));
        host.Sharer.ScanOnce();
        host.Sharer.ScanOnce();
        Assert.Equal((1UL, 1UL), (host.Sharer.Report.PagesShared, host.Sharer.Report.PagesSharing));
        guest.Write(0, [1]);
        guest.Write(Page.Size, [2]);
        SharingReport report = host.Sharer.ScanOnce();
        Assert.Equal((0UL, 0UL, 1UL), (report.PagesShared, report.PagesSharing, report.Breaks));
        host.CheckInvariants();
    }

    [Theory]
    [InlineData(0, 10, false, 1, 9, 0)]
    [InlineData(0, 10, true, 0, 0, 10)]
    [InlineData(50, 50, true, 1, 49, 50)]
    [InlineData(50, 50, false, 2, 98, 0)]
    public void S3_zero_pages_are_counted_apart_when_they_give_their_frames_back(
        int equal, int zero, bool useZeroPages, int shared, int sharing, int zeroPages)
    {
        foreach (FrameStore store in Stores(equal + zero))
        {
            using PageHost host = new(store, new SharingOptions { UseZeroPages = useZeroPages });
            GuestMemory guest = host.AddGuest("g", ByteSize.FromPages((ulong)(equal + zero)));
            guest.FillPages(0, equal, new PageToken(7));
            guest.FillPages(equal, zero, PageToken.Zero);
            host.Sharer.ScanOnce();
            SharingReport report = host.Sharer.ScanOnce();
            Assert.Equal(
                ((ulong)shared, (ulong)sharing, (ulong)zeroPages),
                (report.PagesShared, report.PagesSharing, report.ZeroPages));
            host.CheckInvariants();
        }
    }

    [Theory]
    [InlineData(true, 1, 1)]
    [InlineData(false, 0, 0)]
    public void S4_equal_pages_on_two_nodes_are_merged_only_across_nodes(bool across, int shared, int sharing)
    {
        ByteFrameStore store = new(ByteSize.FromMiB(8), new FrameStoreOptions { NumaNodes = 2 });
        using PageHost host = new(store, new SharingOptions { MergeAcrossNodes = across });
        for (int node = 0; node < 2; node++)
        {
            GuestMemory guest = host.AddGuest($"on {node}", ByteSize.FromPages(1), new GuestOptions { NumaNode = node });
            guest.FillPages(0, 1, new PageToken(7));
            Assert.True(guest.TryGetFrame(default, out FrameNumber frame));
            Assert.Equal(node, store.NumaNodeOf(frame));
        }

        host.Sharer.ScanOnce();
        SharingReport report = host.Sharer.ScanOnce();
        Assert.Equal(((ulong)shared, (ulong)sharing), (report.PagesShared, report.PagesSharing));
        SharingReason expected = across ? SharingReason.Shared : SharingReason.EqualPageOnOtherNode;
        Assert.Equal(expected, host.Sharer.Explain(host.Guests[0], default).Reason);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void S5_a_page_that_changes_between_any_two_visits_never_merges(int cleanScans)
    {
        using PageHost host = new(ByteSize.FromPages(8), new SharingOptions { CleanScans = cleanScans });
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(3));
        guest.FillPages(0, 2, new PageToken(7));
        for (int pass = 0; pass < 10; pass++)
        {
            guest.Write(new GuestFrameNumber(2), new PageToken(7));
            host.Sharer.ScanOnce();
            Assert.Equal(PageMapping.Private, guest.MappingOf(new GuestFrameNumber(2)));
            Assert.True(host.Sharer.Report.PagesVolatile >= 1);
        }

        Assert.Equal((1UL, 1UL, 1UL), Counters(host.Sharer.Report));
        for (int pass = 0; pass <= cleanScans; pass++)
        {
            host.Sharer.ScanOnce();
        }

        Assert.Equal((1UL, 2UL, 0UL), Counters(host.Sharer.Report));
        static (ulong, ulong, ulong) Counters(SharingReport r) => (r.PagesShared, r.PagesSharing, r.PagesVolatile);
    }

    [Fact]
    public void S5_a_write_between_two_slices_of_one_pass_counts_as_a_change()
    {
        using PageHost host = new(ByteSize.FromPages(8));
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(4));
        guest.FillPages(0, 4, new PageToken(7));
        host.Sharer.ScanOnce();
        host.Sharer.Scan(2);
        guest.Write(new GuestFrameNumber(3), new PageToken(7));
        host.Sharer.ScanOnce();
        Assert.Equal(PageMapping.Private, guest.MappingOf(new GuestFrameNumber(3)));
        Assert.Equal(2UL, host.Sharer.Report.PagesSharing);
    }

    [Fact]
    public void S6_profit_is_what_is_saved_less_what_the_sharer_costs()
    {
        using PageHost host = new(ByteSize.FromPages(4096), new SharingOptions { UseZeroPages = true });
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(4096));
        for (ulong page = 0; page < 4096; page++)
        {
            guest.Write(new GuestFrameNumber(page), new PageToken(page < 100 ? 0 : page < 300 ? 7 : page));
        }

        host.Sharer.ScanOnce();
        SharingReport unscanned = host.Sharer.Report;
        Assert.True(unscanned.ProfitBytes < 0);
        SharingReport report = host.Sharer.ScanOnce();
        Assert.Equal((100UL, 1UL, 199UL, 3796UL, 0UL),
            (report.ZeroPages, report.PagesShared, report.PagesSharing, report.PagesUnshared, report.PagesVolatile));
        Assert.Equal(((199L + 100) * 4096) - ((199L + 1 + 3796) * 64), report.KsmProfitBytes);
        Assert.Equal(((199L + 100) * 4096) - (long)report.MetadataBytes, report.ProfitBytes);
    }

    private static IEnumerable<FrameStore> Stores(int pages)
    {
        yield return new ByteFrameStore(ByteSize.FromPages((ulong)pages));
        yield return new TokenFrameStore(ByteSize.FromPages((ulong)pages));
    }
}
