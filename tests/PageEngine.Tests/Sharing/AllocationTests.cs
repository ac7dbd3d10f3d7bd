namespace PageEngine.Tests.Sharing;

/// <summary>Hot paths allocate nothing: held by the runtime's own counters, with a check that the work was done.</summary>
public sealed class AllocationTests
{
    private const int Pages = 2048;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Writing_breaking_and_scanning_allocate_nothing(bool tokens)
    {
        ByteSize size = ByteSize.FromPages(2 * Pages);
        using PageHost host = new(tokens ? new TokenFrameStore(size) : new ByteFrameStore(size), new SharingOptions { CleanScans = 0 });
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(Pages));
        Round(host, guest, 1);
        Round(host, guest, 2);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Round(host, guest, 3);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(3UL * Pages, host.Sharer.Report.PagesScanned);
        Assert.True(host.Sharer.Report.Breaks > 0);
    }

    [Fact]
    public void Reading_and_small_writes_allocate_nothing()
    {
        using PageHost host = new(ByteSize.FromPages(64));
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(64));
        byte[] bytes = new byte[300];
        int sum = ReadAndWrite(guest, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        sum += ReadAndWrite(guest, bytes);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2 * 100, sum);
    }

    private static int ReadAndWrite(GuestMemory guest, byte[] bytes)
    {
        int sum = 0;
        for (ulong i = 0; i < 100; i++)
        {
            bytes[0] = 1;
            guest.Write(i * 2000, bytes);
            bytes[0] = 0;
            guest.Read(i * 2000, bytes);
            sum += bytes[0];
        }

        return sum;
    }

    private static void Round(PageHost host, GuestMemory guest, int round)
    {
        for (ulong page = 0; page < Pages; page++)
        {
            guest.Write(new GuestFrameNumber(page), new PageToken(((ulong)round << 20) + (page / 3)));
        }

        host.Sharer.ScanOnce();
    }
}
