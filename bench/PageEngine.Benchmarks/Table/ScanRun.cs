using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Table;

/// <summary>One cold scan of ours over the table's bytes, what it led to, and rescans after it.</summary>
/// <param name="Cold">Seconds until everything that can be shared is.</param>
/// <param name="ColdProcessor">Processor seconds of the process in that time.</param>
/// <param name="Idle">Seconds of one more scan with nothing written.</param>
/// <param name="Rescan">Seconds of one more scan after every hundredth page was written; the median of some.</param>
/// <param name="MetadataBytesPerPage">What the sharer reserves for each page that it tracks.</param>
internal sealed record ScanRun(
    double Cold, double ColdProcessor, double Idle, double Rescan, double MetadataBytesPerPage)
{
    private const int Rescans = 5;

    internal static ScanRun Measure(
        TableContext context, ArenaAllocator allocator, SharingOptions sharing, int workers)
    {
        using PageHost host = BenchHost.Load(context.DataPath, allocator, sharing, workers);
        return Measure(host, context.Mixture, workers);
    }

    /// <summary>Lets the runtime compile the scan well before it is timed.</summary>
    internal static void WarmUp(ArenaAllocator allocator)
    {
        var mixture = new PageMixture(8192, seed: 3);
        using PageMemory memory = PageMemory.Of(mixture);
        foreach (int workers in (ReadOnlySpan<int>)[1, 2])
        {
            TableContext.WarmUp(() =>
            {
                using PageHost host = BenchHost.Of(memory, BenchHost.AtFirstSight, allocator, workers);
                Measure(host, mixture, workers);
                SharingOptions coverAll = BenchHost.AtFirstSight with { Coverage = ScanCoverage.EveryPage };
                using PageHost everyPage = BenchHost.Of(memory, coverAll, allocator, workers);
                Measure(everyPage, mixture, workers);
            });
        }
    }

    private static ScanRun Measure(PageHost host, PageMixture mixture, int workers)
    {
        PageSharer sharer = host.Sharer;
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        double cold = TableContext.Seconds(() =>
        {
            for (int scan = 0; scan <= sharer.Options.CleanScans; scan++)
                sharer.ScanOnce(workers);
        });
        processor = Environment.CpuUsage.TotalTime - processor;
        Check(sharer.Report, mixture);

        double idle = TableContext.Seconds(() => sharer.ScanOnce(workers));
        IEnumerable<double> rescans = Enumerable.Range(0, Rescans).Select(r => RescanAfterWrites(host, r, workers));
        double rescan = TableContext.Median([.. rescans]);
        double metadata = sharer.Report.MetadataBytes / (double)mixture.PageCount;
        return new ScanRun(cold, processor.TotalSeconds, idle, rescan, metadata);
    }

    private static double RescanAfterWrites(PageHost host, int round, int workers)
    {
        ulong visitedBefore = host.Sharer.Report.PagesScanned;
        int written = BenchHost.WriteOnePercent(host.Guests[0], (ulong)round);
        double seconds = TableContext.Seconds(() => host.Sharer.ScanOnce(workers));
        ulong visited = host.Sharer.Report.PagesScanned - visitedBefore;
        return visited >= (ulong)written
            ? seconds
            : throw new WrongResultException($"the rescan visited {visited} pages of {written} written");
    }

    private static void Check(SharingReport report, PageMixture mixture)
    {
        bool fine = report.PagesShared == (ulong)mixture.DuplicateContents
            && report.PagesSharing == (ulong)mixture.FreeablePages
            && report.PagesVolatile == 0;
        if (!fine)
        {
            throw new WrongResultException(
                $"the scan shared {report.PagesShared} frames for {report.PagesSharing} more pages; the bytes were "
                + $"made with {mixture.DuplicateContents} and {mixture.FreeablePages}");
        }
    }
}
