using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Allocations;

/// <summary>Scans that have work to do, in a host that has seen such work before.</summary>
internal static class SharingProbes
{
    private const int PageCount = 4096;

    internal static IEnumerable<AllocationProbe> All() =>
    [
        Rescan("scan.written", workers: 1),
        Rescan("scan.written.two-workers", workers: 2),
        EveryPage(),
        Sources(),
        Probe(),
        Break(),
        Tokens(),
    ];

    /// <summary>Pages that are written and have no equal: fingerprint, search, insert.</summary>
    private static AllocationProbe Rescan(string name, int workers)
    {
        PageHost host = MakeHost(BenchHost.AtFirstSight);
        ulong round = 0;
        return new(name, PageCount, () =>
        {
            round++;
            for (ulong page = 0; page < PageCount; page++)
                host.Guests[0].Write(new GuestFrameNumber(page), new PageToken((round * PageCount) + page));
            Expect(host.Sharer.Scan(ulong.MaxValue, workers), PageCount);
        });
    }

    private static AllocationProbe EveryPage()
    {
        PageHost host = MakeHost(BenchHost.AtFirstSight with { Coverage = ScanCoverage.EveryPage });
        return new("scan.every-page", PageCount, () => Expect(host.Sharer.Scan(ulong.MaxValue), PageCount));
    }

    /// <summary>Pages of a dump: read, fingerprinted and forgotten.</summary>
    private static AllocationProbe Sources()
    {
        PageMemory memory = PageMemory.Of(new PageMixture(PageCount, seed: 4));
        PageHost host = new(
            new SourceFrameStore([new MemorySource(memory)]),
            BenchHost.AtFirstSight with { Coverage = ScanCoverage.EveryPage });
        host.Sharer.ScanOnce();
        return new("scan.source", PageCount, () =>
        {
            if (host.Sharer.Scan(ulong.MaxValue) == 0)
                throw new WrongResultException("the scan visited nothing");
        });
    }

    /// <summary>Pages that are written and find their equals: search, compare, merge.</summary>
    private static AllocationProbe Probe()
    {
        PageHost host = MakeHost(BenchHost.AtFirstSight);
        GuestMemory other = host.AddGuest("other", ByteSize.FromPages(PageCount));
        return new("probe.merge", PageCount, () =>
        {
            for (ulong page = 0; page < PageCount; page++)
                other.Write(new GuestFrameNumber(page), new PageToken(page + 1));
            Expect(host.Sharer.MergeNow(other, new PageRange(default, PageCount)), PageCount);
        });
    }

    /// <summary>Writes of one byte to pages that share a frame; the merging before them is counted in.</summary>
    private static AllocationProbe Break()
    {
        PageHost host = MakeHost(BenchHost.AtFirstSight);
        GuestMemory other = host.AddGuest("other", ByteSize.FromPages(PageCount));
        byte[] one = [1];
        return new("share.break", PageCount, () =>
        {
            for (ulong page = 0; page < PageCount; page++)
                other.Write(new GuestFrameNumber(page), new PageToken(page + 1));
            host.Sharer.Scan(ulong.MaxValue);
            ulong breaks = host.Sharer.Report.Breaks;
            for (ulong page = 0; page < PageCount; page++)
                other.Write((page * Page.Size) + 100, one);
            Expect(host.Sharer.Report.Breaks - breaks, PageCount);
        });
    }

    private static AllocationProbe Tokens()
    {
        PageHost host = new(new TokenFrameStore(ByteSize.FromPages(PageCount)), BenchHost.AtFirstSight);
        GuestMemory guest = host.AddGuest("tokens", ByteSize.FromPages(PageCount));
        ulong round = 0;
        return new("scan.tokens", PageCount, () =>
        {
            round++;
            for (ulong page = 0; page < PageCount; page++)
                guest.Write(new GuestFrameNumber(page), new PageToken((round * PageCount) + (page / 2)));
            Expect(host.Sharer.Scan(ulong.MaxValue), PageCount);
        });
    }

    /// <summary>A host with room for two guests, and one guest whose pages are all different.</summary>
    private static PageHost MakeHost(SharingOptions sharing)
    {
        var host = new PageHost(ByteSize.FromPages(PageCount * 2), sharing);
        GuestMemory guest = host.AddGuest("first", ByteSize.FromPages(PageCount));
        for (ulong page = 0; page < PageCount; page++)
            guest.Write(new GuestFrameNumber(page), new PageToken(page + 1));
        host.Sharer.ScanOnce();
        return host;
    }

    private sealed class MemorySource(PageMemory memory) : PageSource
    {
        public override ulong PageCount => (ulong)memory.PageCount;

        public override int Read(ulong firstPage, Span<byte> destination)
        {
            int count = destination.Length / Page.Size;
            memory.Slice((int)firstPage, count).CopyTo(destination);
            return count;
        }
    }

    private static void Expect(ulong done, ulong wanted)
    {
        if (done != wanted)
            throw new WrongResultException($"the operation was done for {done} pages of {wanted}");
    }
}
