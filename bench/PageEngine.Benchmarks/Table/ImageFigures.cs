using Microsoft.Win32.SafeHandles;
using PageEngine.Benchmarks.Data;
using PageEngine.Images;

namespace PageEngine.Benchmarks.Table;

/// <summary>The sharing potential of a memory image in the page cache, from opening the file to the counts.</summary>
internal sealed class ImageFigures : IFigures
{
    private const double LeastGigabytesPerSecond = 4;
    private const int PagesPerRead = 256;

    private static readonly SharingOptions ScanOptions =
        new() { CleanScans = 0, UseZeroPages = true, MaxSharers = int.MaxValue };

    public string Name => "image";

    public IEnumerable<TableRow> Measure(TableContext context)
    {
        // On a disk, and in the page cache because it was just written: memory file systems keep smaller pages.
        using DataFile file = DataFile.Create(context.Mixture, Path.GetTempPath());
        byte[] buffer = new byte[PagesPerRead * Page.Size];
        var speeds = new List<(string Case, double Speed)>();
        double gigabytes = context.Mixture.PageCount * (double)Page.Size * 1e-9;
        foreach (int workers in (int[])[1, 2])
            TableContext.WarmUp(() => ScanAndCheck(file.Path, context.Mixture, workers));
        for (int run = 0; run < context.Runs; run++)
        {
            speeds.Add(("read", gigabytes / TableContext.Seconds(() => ReadOnly(file.Path, buffer))));
            foreach (int workers in (int[])[1, 2])
            {
                double seconds = TableContext.Seconds(() => ScanAndCheck(file.Path, context.Mixture, workers));
                speeds.Add(($"{workers}", gigabytes / seconds));
            }
        }

        double Median(string name) =>
            TableContext.Median([.. speeds.Where(entry => entry.Case == name).Select(entry => entry.Speed)]);
        double read = Median("read");
        return [Row("1 thread", Median("1"), read), Row("2 threads", Median("2"), read)];
    }

    /// <summary>What <c>pageengine scan</c> does with a file.</summary>
    internal static SharingReport Scan(string path, int workers)
    {
        using PageHost host = new(new SourceFrameStore([MemoryImage.Open(path)]), ScanOptions);
        return host.Sharer.ScanOnce(workers);
    }

    private static void ScanAndCheck(string path, PageMixture mixture, int workers)
    {
        SharingReport report = Scan(path, workers);
        if (report.PagesSharing != (ulong)mixture.FreeablePages
            || report.PagesShared != (ulong)mixture.DuplicateContents)
        {
            throw new WrongResultException(
                $"the image has {report.PagesSharing} freeable pages; it was made with {mixture.FreeablePages}");
        }
    }

    private static void ReadOnly(string path, byte[] buffer)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        long length = RandomAccess.GetLength(file);
        for (long position = 0; position < length; position += buffer.Length)
            RandomAccess.Read(file, buffer, position);
    }

    private static TableRow Row(string threads, double ours, double read) => new()
    {
        Figure = $"image scan, {threads}",
        Unit = "GB/s",
        Ours = ours,
        PeerName = "reading alone, 1 thread",
        Peer = read,
        Ratio = ours / read,
        Target = $">= {LeastGigabytesPerSecond} GB/s",
        Reached = ours >= LeastGigabytesPerSecond,
    };
}
