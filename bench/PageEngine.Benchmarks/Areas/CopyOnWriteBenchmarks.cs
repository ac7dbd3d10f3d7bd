using BenchmarkDotNet.Attributes;

namespace PageEngine.Benchmarks.Areas;

/// <summary>Writing one byte to each page of a guest that shares all its frames with another (case S13).</summary>
/// <remarks>The baseline writes to pages that are private; the naive twin copies a page for every write.</remarks>
[MemoryDiagnoser]
public class CopyOnWriteBenchmarks
{
    private const int PageCount = 16384;
    private static readonly byte[] OneByte = [0xA5];
    private readonly byte[] _copy = new byte[Page.Size];
    private PageHost _host = null!;

    [IterationSetup]
    public void MakeHost()
    {
        ByteSize size = ByteSize.FromPages(PageCount);
        _host = new PageHost(ByteSize.FromPages(PageCount * 3), new SharingOptions { CleanScans = 0 });
        GuestMemory[] guests = [_host.AddGuest("a", size), _host.AddGuest("b", size), _host.AddGuest("own", size)];
        for (ulong page = 0; page < PageCount; page++)
        {
            var number = new GuestFrameNumber(page);
            guests[0].Write(number, new PageToken(page + 1));
            guests[1].Write(number, new PageToken(page + 1));
            guests[2].Write(number, new PageToken(PageCount + page + 1));
        }

        _host.Sharer.ScanOnce();
    }

    [IterationCleanup]
    public void DisposeHost() => _host.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = PageCount)]
    public void Private_pages() => WriteToEach(_host.Guests[2]);

    [Benchmark(OperationsPerInvoke = PageCount)]
    public void Merged_pages() => WriteToEach(_host.Guests[0]);

    [Benchmark(OperationsPerInvoke = PageCount)]
    public void Private_pages_rewritten_as_a_whole()
    {
        GuestMemory guest = _host.Guests[2];
        for (ulong address = 0; address < (ulong)PageCount * Page.Size; address += Page.Size)
        {
            guest.Read(address, _copy);
            _copy[64] = OneByte[0];
            guest.Write(address, _copy);
        }
    }

    private static void WriteToEach(GuestMemory guest)
    {
        for (ulong page = 0; page < PageCount; page++)
            guest.Write((page * Page.Size) + 64, OneByte);
    }
}
