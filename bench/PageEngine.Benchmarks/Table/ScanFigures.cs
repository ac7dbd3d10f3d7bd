using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Table;

/// <summary>Scans against the kernel's merger: until everything is shared, and again after a few writes.</summary>
internal sealed class ScanFigures : IFigures
{
    private const double LeastSpeedUp = 25;
    private const double LeastSpeedUpOfTwoWorkers = 50;
    private const double MostPartOfFullScan = 0.02;
    private const double MostMetadataBytes = 16;
    private const string KernelName = "KSM";

    private static readonly SharingOptions EveryPage =
        BenchHost.AtFirstSight with { Coverage = ScanCoverage.EveryPage };

    private static readonly SharingOptions TwoScanRule = new() { CleanScans = 1 };

    public string Name => "scan";

    public IEnumerable<TableRow> Measure(TableContext context)
    {
        foreach (Pages pages in Pages.Kinds)
            ScanRun.WarmUp(pages.Allocator);
        var kernel = new PeerResult[context.Runs];
        var runs = new List<(string Case, ScanRun Run)>();
        for (int run = 0; run < context.Runs; run++)
        {
            // A peer that is missing stays missing: one question is enough.
            kernel[run] = run > 0 && kernel[0].Missing != null ? kernel[0] : RunKernel(context);
            foreach ((string name, Pages pages, SharingOptions sharing, int workers) in Cases())
                runs.Add((name, ScanRun.Measure(context, pages.Allocator, sharing, workers)));
        }

        return Rows(kernel, runs.ToLookup(run => run.Case, run => run.Run));
    }

    private static IEnumerable<(string Name, Pages Pages, SharingOptions Sharing, int Workers)> Cases()
    {
        foreach (Pages pages in Pages.Kinds)
        {
            foreach (int workers in (int[])[1, 2])
                yield return (CaseOf(pages, workers), pages, BenchHost.AtFirstSight, workers);
        }

        yield return (nameof(TwoScanRule), Pages.Ordinary, TwoScanRule, 1);
        yield return (nameof(EveryPage), Pages.Ordinary, EveryPage, 1);
    }

    private static IEnumerable<TableRow> Rows(PeerResult[] kernel, ILookup<string, ScanRun> runs)
    {
        double? wall = TableContext.Median(kernel, "shared_seconds") * 1000;
        double? processor = TableContext.Median(kernel, "ksmd_seconds") * 1000;
        double? ofKernel = wall == null ? null : Math.Min(wall.Value, processor > 0 ? processor.Value : wall.Value);
        string? note = kernel[0].Missing ?? $"KSM {wall:0} ms and {processor:0} ms, of which the smaller counts";

        foreach (Pages pages in Pages.Kinds)
        {
            yield return ColdRow($"cold scan, 1 thread, {pages.Name}", runs[CaseOf(pages, 1)], ofKernel, note);
            yield return ColdRow($"cold scan, 2 threads, {pages.Name}", runs[CaseOf(pages, 2)], ofKernel, note) with
            {
                Target = $">= {LeastSpeedUpOfTwoWorkers} times (moonshot)",
            };
        }

        yield return ColdRow("cold scan, KSM's two-scan rule", runs[nameof(TwoScanRule)], ofKernel, note);
        double rescan = Milliseconds(runs[CaseOf(Pages.Ordinary, 1)], run => run.Rescan);
        double cold = Milliseconds(runs[CaseOf(Pages.Ordinary, 1)], run => run.Cold);
        double everyPage = Milliseconds(runs[nameof(EveryPage)], run => run.Idle);
        yield return RescanRow(rescan, "own cold scan", cold);
        yield return RescanRow(rescan, "own scan of every page", everyPage);
        yield return RescanRow(rescan, KernelName, TableContext.Median(kernel, "rescan_1_percent_seconds") * 1000) with
        {
            Target = "",
            Reached = null,
        };
        yield return MetadataRow(runs[CaseOf(Pages.Ordinary, 1)]);
    }

    private static TableRow ColdRow(string figure, IEnumerable<ScanRun> runs, double? kernel, string? note)
    {
        double ours = Milliseconds(runs, run => run.Cold);
        double processor = Milliseconds(runs, run => run.ColdProcessor);
        TableRow row = new()
        {
            Figure = figure,
            Unit = "ms",
            Ours = ours,
            PeerName = KernelName,
            Peer = kernel,
            Ratio = kernel / ours,
            Target = $">= {LeastSpeedUp} times",
            Note = $"{ours:0} ms on the clock, {processor:0} ms of the processors; {note}",
        };
        double least = figure.Contains("2 threads", StringComparison.Ordinal) ? LeastSpeedUpOfTwoWorkers : LeastSpeedUp;
        return row with { Reached = row.Ratio is { } ratio ? ratio >= least : null };
    }

    private static TableRow RescanRow(double rescan, string peerName, double? peer) => new()
    {
        Figure = "rescan after 1 % was written",
        Unit = "ms",
        Ours = rescan,
        PeerName = peerName,
        Peer = peer,
        Ratio = rescan / peer,
        Target = $"<= {MostPartOfFullScan} of the full scan",
        Reached = peer == null ? null : rescan / peer <= MostPartOfFullScan,
    };

    private static TableRow MetadataRow(IEnumerable<ScanRun> runs)
    {
        double bytes = TableContext.Median([.. runs.Select(run => run.MetadataBytesPerPage)]);
        return new()
        {
            Figure = "metadata of a tracked page",
            Unit = "bytes",
            Ours = bytes,
            PeerName = KernelName,
            Peer = KsmModel.BytesPerTrackedPage,
            Ratio = bytes / KsmModel.BytesPerTrackedPage,
            Target = $"<= {MostMetadataBytes} bytes",
            Reached = bytes <= MostMetadataBytes,
        };
    }

    private static double Milliseconds(IEnumerable<ScanRun> runs, Func<ScanRun, double> seconds) =>
        TableContext.Median([.. runs.Select(seconds)]) * 1000;

    private static string CaseOf(Pages pages, int workers) => $"{pages.Name} {workers}";

    /// <summary>One run of the kernel's merger, which must have shared the very same pages.</summary>
    private static PeerResult RunKernel(TableContext context)
    {
        PageMixture mixture = context.Mixture;
        PeerResult kernel =
            context.Peers.Run("ksm_scan", context.DataPath, "--expect-sharing", $"{mixture.DuplicatePages}");
        bool same = (int)kernel["pages_shared"] == mixture.DuplicateContents
            && (int)kernel["pages_sharing"] == mixture.FreeablePages;
        return kernel.Missing != null || same
            ? kernel
            : throw new WrongResultException(
                $"KSM counts {kernel["pages_shared"]} shared and {kernel["pages_sharing"]} sharing pages; the bytes "
                + $"were made with {mixture.DuplicateContents} and {mixture.FreeablePages}");
    }
}
