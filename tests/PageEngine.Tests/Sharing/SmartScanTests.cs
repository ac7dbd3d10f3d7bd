namespace PageEngine.Tests.Sharing;

public sealed class SmartScanTests
{
    [Theory]
    [InlineData(ScanCoverage.Written)]
    [InlineData(ScanCoverage.EveryPage)]
    public void S11_a_page_that_never_merges_is_examined_less_and_less_often(ScanCoverage coverage)
    {
        using PageHost host = new(ByteSize.FromPages(4), new SharingOptions { SmartScan = true, Coverage = coverage });
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(1));
        List<int> examined = [];
        for (int pass = 1; pass <= 1000; pass++)
        {
            guest.Write(default(GuestFrameNumber), new PageToken((ulong)pass));
            ulong before = host.Sharer.Report.PagesScanned;
            host.Sharer.ScanOnce();
            if (host.Sharer.Report.PagesScanned != before)
            {
                examined.Add(pass);
            }
        }

        Assert.Equal([1, 2, 3, 4, 6, 9, 14, 23, 32, 41, 50, 59], examined.Take(12));
        Assert.Equal(116, examined.Count);
        Assert.Equal(884UL, host.Sharer.Report.PagesSkipped);
    }

    [Fact]
    public void A_unique_page_that_stays_clean_is_skipped_by_full_passes_too()
    {
        SharingOptions options = new() { SmartScan = true, Coverage = ScanCoverage.EveryPage };
        using PageHost host = new(ByteSize.FromPages(4), options);
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(1));
        guest.Write(default(GuestFrameNumber), new PageToken(5));
        for (int pass = 0; pass < 1000; pass++)
        {
            host.Sharer.ScanOnce();
        }

        Assert.Equal(116UL, host.Sharer.Report.PagesScanned);
    }

    [Fact]
    public void A_page_that_was_merged_gets_all_its_chances_again()
    {
        using PageHost host = new(ByteSize.FromPages(4), new SharingOptions { SmartScan = true });
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(2));
        for (int pass = 0; pass < 30; pass++)
        {
            guest.Write(default(GuestFrameNumber), new PageToken((ulong)pass + 10));
            host.Sharer.ScanOnce();
        }

        guest.FillPages(0, 2, new PageToken(7));
        for (int pass = 0; pass < 40; pass++)
        {
            host.Sharer.ScanOnce();
        }

        Assert.Equal(1UL, host.Sharer.Report.PagesSharing);
        guest.Write(default(GuestFrameNumber), new PageToken(99));
        ulong skipped = host.Sharer.Report.PagesSkipped;
        host.Sharer.ScanOnce();
        host.Sharer.ScanOnce();
        Assert.Equal(skipped, host.Sharer.Report.PagesSkipped);
    }
}
