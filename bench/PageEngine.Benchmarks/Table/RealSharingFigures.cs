using PageEngine.Benchmarks.Data;
using PageEngine.Linux;

namespace PageEngine.Benchmarks.Table;

/// <summary>Sharing pages of real memory against the kernel's merger, on the same bytes.</summary>
/// <remarks>
/// Two kinds of bytes: two guests with the same image, whose pages are shared in one run, and the table's mixture, in
/// which a page's double is anywhere, so that every page needs a mapping of its own. Of the latter only as much as
/// vm.max_map_count allows.
/// </remarks>
internal sealed class RealSharingFigures : IFigures
{
    private const double LeastSpeedUp = 10;
    private const int MostScatteredPages = 32768;
    private const ulong Seed = 0x2EA1;

    public string Name => "real-sharing";

    public IEnumerable<TableRow> Measure(TableContext context)
    {
        KernelFeatures features = KernelFeatures.Current;
        if (!features.Pagemap.IsAvailable || !features.MemoryFiles.IsAvailable)
        {
            TableContext.Progress($"no sharing of real memory: {features.Pagemap}, {features.MemoryFiles}");
            return [];
        }

        int imagePages = context.Mixture.PageCount / 2;
        var scattered = new PageMixture(Math.Min(context.Mixture.PageCount, MostScatteredPages), Seed);
        using DataFile scatteredFile = DataFile.Create(scattered, Path.GetTempPath());
        List<TableRow> rows = [.. Measure(
            context, $"{scattered.PageCount} pages with doubles anywhere", scatteredFile.Path, 1,
            scattered.FreeablePages, scattered.DuplicatePages)];
        WriteTwoImages(scatteredFile.Path, imagePages);
        rows.AddRange(Measure(
            context, $"2 guests of {imagePages} equal pages", scatteredFile.Path, 2, imagePages, 2 * imagePages));
        return rows;
    }

    private static IEnumerable<TableRow> Measure(
        TableContext context, string what, string path, int memories, int sharing, int inGroups)
    {
        var kernel = new PeerResult[context.Runs];
        var ours = new RealSharingRun[context.Runs];
        RealSharingRun.Measure(path, memories, sharing);
        for (int run = 0; run < context.Runs; run++)
        {
            kernel[run] = run > 0 && kernel[0].Missing != null
                ? kernel[0]
                : context.Peers.Run("ksm_scan", path, "--no-rescan", "--expect-sharing", $"{inGroups}");
            ours[run] = RealSharingRun.Measure(path, memories, sharing);
        }

        double? wall = TableContext.Median(kernel, "shared_seconds") * 1000;
        double? processor = TableContext.Median(kernel, "ksmd_seconds") * 1000;
        double? freed = TableContext.Median(kernel, "pages_sharing");
        double seconds = TableContext.Median([.. ours.Select(static run => run.Seconds)]);
        double paused = TableContext.Median([.. ours.Select(static run => run.Paused)]);
        TableRow time = Row($"share {what}", "ms", seconds * 1000, wall) with
        {
            Target = $">= {LeastSpeedUp} times",
            Note = kernel[0].Missing ?? $"writers stand still for {paused * 1000:0} ms of it",
        };
        double least = TableContext.Median([.. ours.Select(static run => run.Freed)]);
        yield return time with { Reached = time.Ratio is { } ratio ? ratio >= LeastSpeedUp : null };
        yield return Row(
            "    processor time", "ms", TableContext.Median([.. ours.Select(static run => run.Processor)]) * 1000,
            processor);
        yield return Row("    pages freed", "pages", least, freed) with
        {
            Ratio = least / freed,
            Target = "what KSM frees",
            Reached = freed == null ? null : least >= freed,
        };
    }

    private static TableRow Row(string figure, string unit, double ours, double? kernel) => new()
    {
        Figure = figure,
        Unit = unit,
        Ours = ours,
        PeerName = "KSM",
        Peer = kernel,
        Ratio = kernel / ours,
    };

    private static void WriteTwoImages(string path, int pages)
    {
        using FileStream stream = new(path, FileMode.Create);
        byte[] page = new byte[Page.Size];
        for (int image = 0; image < 2; image++)
        {
            for (int i = 0; i < pages; i++)
            {
                new PageToken((ulong)i + 1).Expand(page);
                stream.Write(page);
            }
        }
    }
}
