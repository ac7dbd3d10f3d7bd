using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Table;

/// <summary>Writing a byte to merged pages against writing to plain ones (case S13), here and in the kernel.</summary>
internal sealed class CopyOnWriteFigures : IFigures
{
    private const int MostPages = 16384;

    public string Name => "copy-on-write";

    public IEnumerable<TableRow> Measure(TableContext context)
    {
        int pages = Math.Min(MostPages, context.Mixture.PageCount);
        var plain = new List<double>();
        (double merged, PeerResult[] kernel) = context.Alternate(
            () => context.Peers.Run("ksm_cow", context.DataPath, "--pages", $"{pages}"),
            () =>
            {
                (double plainCost, double mergedCost) = WriteCosts(pages);
                plain.Add(plainCost);
                return mergedCost;
            });

        double plainMedian = TableContext.Median([.. plain]);
        string? missing = kernel[0].Missing;
        yield return Row("write a byte to a plain page", "ns", plainMedian, kernel, "plain_ns") with { Note = missing };
        yield return Row("write a byte to a merged page", "ns", merged, kernel, "merged_ns");
        yield return Row("merged over plain", "times", merged / plainMedian, kernel, "merged_per_plain") with
        {
            Note = $"the kernel's merged page costs {TableContext.Median(kernel, "merged_per_first_touch"):0.00} times "
                + "one that was never touched",
        };
    }

    private static TableRow Row(string figure, string unit, double ours, PeerResult[] kernel, string key)
    {
        double? peer = TableContext.Median(kernel, key);
        return new() { Figure = figure, Unit = unit, Ours = ours, PeerName = "KSM", Peer = peer, Ratio = peer / ours };
    }

    /// <summary>Nanoseconds for each page: writing to pages never merged, and to pages that share a frame.</summary>
    private static (double Plain, double Merged) WriteCosts(int pages)
    {
        ByteSize size = ByteSize.FromPages((ulong)pages);
        using PageHost host = new(ByteSize.FromPages((ulong)pages * 3), BenchHost.AtFirstSight);
        GuestMemory[] guests = [host.AddGuest("a", size), host.AddGuest("b", size), host.AddGuest("c", size)];
        for (int page = 0; page < pages; page++)
        {
            for (int guest = 0; guest < guests.Length; guest++)
            {
                ulong content = (ulong)page + 1 + (guest == 2 ? 1ul << 32 : 0);
                guests[guest].Write(new GuestFrameNumber((ulong)page), new PageToken(content));
            }
        }

        ulong sharing = host.Sharer.ScanOnce().PagesSharing;
        double plain = WriteToEach(guests[2], pages);
        double merged = WriteToEach(guests[0], pages);
        ulong breaks = host.Sharer.Report.Breaks;
        return sharing == (ulong)pages && breaks == (ulong)pages
            ? (plain, merged)
            : throw new WrongResultException($"{sharing} pages shared and {breaks} were broken up, of {pages}");
    }

    private static double WriteToEach(GuestMemory guest, int pages)
    {
        ReadOnlySpan<byte> one = [0xA5];
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        for (int page = 0; page < pages; page++)
            guest.Write(((ulong)page * Page.Size) + 64, one);
        return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalNanoseconds / pages;
    }
}
