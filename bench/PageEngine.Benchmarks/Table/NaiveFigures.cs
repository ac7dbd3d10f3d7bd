using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Table;

/// <summary>Comparing every page with every other, beside the buckets (case S14): compares and time.</summary>
internal sealed class NaiveFigures : IFigures
{
    private const int PagesPerGuest = 1024;

    public string Name => "naive";

    public IEnumerable<TableRow> Measure(TableContext context) =>
        ((int[])[2, 4, 8]).SelectMany(guests => Measure(guests, context.Runs));

    private static IEnumerable<TableRow> Measure(int guests, int runs)
    {
        using var pages = new GuestPages(guests, PagesPerGuest);
        long pairwise = 0, untilEqual = 0;
        ulong ours = 0, matches = 0;
        double[] pairwiseSeconds = new double[runs], ourSeconds = new double[runs];
        TableContext.WarmUp(() => Scan(pages, out _));
        for (int run = 0; run < runs; run++)
        {
            pairwiseSeconds[run] = TableContext.Seconds(() => Check(pages, pages.CompareAllPairs(out pairwise)));
            Check(pages, pages.CompareWithDistinct(out untilEqual));
            ourSeconds[run] = Scan(pages, out SharingReport report);
            ours = report.Compares;
            matches = report.Merges;
        }

        string figure = $"{guests} guests of {PagesPerGuest} pages";
        string note = $"{matches} pages matched; stopping at the first equal page takes {untilEqual:#,##0} compares";
        yield return Row($"{figure}: compares", "pairs", ours, pairwise) with { Note = note };
        double ourTime = TableContext.Median(ourSeconds) * 1000;
        yield return Row($"{figure}: time", "ms", ourTime, TableContext.Median(pairwiseSeconds) * 1000);
    }

    private static double Scan(GuestPages pages, out SharingReport report)
    {
        using PageHost host = pages.MakeHost(BenchHost.AtFirstSight);
        double seconds = TableContext.Seconds(() => host.Sharer.ScanOnce());
        report = host.Sharer.Report;
        Check(pages, (int)report.PagesSaved);
        return seconds;
    }

    private static void Check(GuestPages pages, int freeable)
    {
        if (freeable != pages.FreeablePages)
            throw new WrongResultException($"{freeable} pages were found equal; {pages.FreeablePages} are");
    }

    private static TableRow Row(string figure, string unit, double ours, double naive) => new()
    {
        Figure = figure,
        Unit = unit,
        Ours = ours,
        PeerName = "pair by pair",
        Peer = naive,
        Ratio = naive / ours,
    };
}
