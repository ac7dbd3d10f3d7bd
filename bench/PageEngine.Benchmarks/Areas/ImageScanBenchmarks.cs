using BenchmarkDotNet.Attributes;
using Microsoft.Win32.SafeHandles;
using PageEngine.Benchmarks.Data;
using PageEngine.Benchmarks.Table;

namespace PageEngine.Benchmarks.Areas;

/// <summary>Counting what could be shared in a memory image of 64 MiB in the page cache, opening included.</summary>
/// <remarks>The naive twin reads page by page and compares a page with the first one of its fingerprint.</remarks>
[MemoryDiagnoser]
public class ImageScanBenchmarks
{
    private const int PageCount = 16384;
    private DataFile _file = null!;

    [GlobalSetup]
    public void Setup() => _file = DataFile.Create(new PageMixture(PageCount, seed: 1), Path.GetTempPath());

    [GlobalCleanup]
    public void Cleanup() => _file.Dispose();

    [Benchmark(Baseline = true)]
    public int Page_by_page()
    {
        int freeable = 0;
        var firstPageOf = new Dictionary<ulong, int>();
        byte[] page = new byte[Page.Size], earlier = new byte[Page.Size];
        using SafeFileHandle file = File.OpenHandle(_file.Path);
        for (int i = 0; i < PageCount; i++)
        {
            RandomAccess.Read(file, page, (long)i * Page.Size);
            ulong fingerprint = PageFingerprint.Compute(page, 0);
            if (!firstPageOf.TryAdd(fingerprint, i))
            {
                long first = firstPageOf[fingerprint];
                RandomAccess.Read(file, earlier, first * Page.Size);
                freeable += page.AsSpan().SequenceEqual(earlier) ? 1 : 0;
            }
        }

        return freeable;
    }

    [Benchmark]
    public ulong Scan() => ImageFigures.Scan(_file.Path, workers: 1).Total.FreeablePages;

    [Benchmark]
    public ulong Scan_with_two_workers() => ImageFigures.Scan(_file.Path, workers: 2).Total.FreeablePages;
}
