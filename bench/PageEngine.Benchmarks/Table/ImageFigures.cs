using System.Diagnostics;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using PageEngine.Benchmarks.Data;
using PageEngine.Images;

namespace PageEngine.Benchmarks.Table;

/// <summary>The sharing potential of a memory image in the page cache, from opening the file to the counts.</summary>
internal sealed class ImageFigures : IFigures
{
    private const double LeastGigabytesPerSecond = 4;
    private const int PagesPerRead = 256;

    public string Name => "image";

    public IEnumerable<TableRow> Measure(TableContext context)
    {
        // On a disk, and in the page cache because it was just written: memory file systems keep smaller pages.
        using DataFile file = DataFile.Create(context.Mixture, Path.GetTempPath());
        byte[] buffer = new byte[PagesPerRead * Page.Size];
        var speeds = new List<(string Case, double Speed)>();
        var peaks = new List<double>();
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

            if (File.Exists(context.ToolPath))
                speeds.Add(("tool", gigabytes / TableContext.Seconds(() => peaks.Add(RunTool(context, file.Path)))));
        }

        return Rows(speeds.ToLookup(entry => entry.Case, entry => entry.Speed), peaks, context);
    }

    /// <summary>What <c>pageengine scan</c> does with a file.</summary>
    internal static SharingPotential Scan(string path, int workers)
    {
        using PageHost host = new(new SourceFrameStore([MemoryImage.Open(path)]), SharingPotential.ScanOptions);
        host.Sharer.ScanOnce(workers);
        return SharingPotential.Measure(host);
    }

    private static IEnumerable<TableRow> Rows(
        ILookup<string, double> speeds, List<double> peaks, TableContext context)
    {
        double read = TableContext.Median([.. speeds["read"]]);
        yield return SpeedRow("image scan, 1 thread", TableContext.Median([.. speeds["1"]]), read);
        yield return SpeedRow("image scan, 2 threads", TableContext.Median([.. speeds["2"]]), read);
        if (peaks.Count == 0)
            yield break;
        double tool = TableContext.Median([.. speeds["tool"]]);
        yield return SpeedRow("image scan by the tool, its start included", tool, read);
        yield return new()
        {
            Figure = "image scan by the tool, peak memory",
            Unit = "MiB",
            Ours = TableContext.Median([.. peaks]) / (1 << 20),
            PeerName = "the image",
            Peer = context.Gibibytes * 1024,
        };
    }

    private static TableRow SpeedRow(string figure, double ours, double read) => new()
    {
        Figure = figure,
        Unit = "GB/s",
        Ours = ours,
        PeerName = "reading alone, 1 thread",
        Peer = read,
        Ratio = ours / read,
        Target = $">= {LeastGigabytesPerSecond} GB/s",
        Reached = ours >= LeastGigabytesPerSecond,
    };

    private static void ScanAndCheck(string path, PageMixture mixture, int workers) =>
        Check((int)Scan(path, workers).Total.FreeablePages, mixture);

    private static void Check(int freeable, PageMixture mixture)
    {
        if (freeable != mixture.FreeablePages)
        {
            throw new WrongResultException(
                $"the image has {freeable} freeable pages; it was made with {mixture.FreeablePages}");
        }
    }

    private static void ReadOnly(string path, byte[] buffer)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        long length = RandomAccess.GetLength(file);
        for (long position = 0; position < length; position += buffer.Length)
            RandomAccess.Read(file, buffer, position);
    }

    /// <summary>Runs the tool as a user does and checks what it counts.</summary>
    /// <returns>The most memory that it was seen to use, in bytes.</returns>
    private static double RunTool(TableContext context, string path)
    {
        var start = new ProcessStartInfo(context.ToolPath, ["scan", "--json", path]) { RedirectStandardOutput = true };
        using Process tool = Process.Start(start)!;
        Task<string> output = tool.StandardOutput.ReadToEndAsync();
        long peak = 0;
        while (!tool.WaitForExit(milliseconds: 5))
        {
            tool.Refresh();
            peak = Math.Max(peak, tool.HasExited ? 0 : tool.PeakWorkingSet64);
        }

        if (tool.ExitCode != 0)
            throw new WrongResultException($"{context.ToolPath} ended with {tool.ExitCode}");
        using JsonDocument result = JsonDocument.Parse(output.Result);
        Check(result.RootElement.GetProperty("total").GetProperty("freeablePages").GetInt32(), context.Mixture);
        return peak;
    }
}
