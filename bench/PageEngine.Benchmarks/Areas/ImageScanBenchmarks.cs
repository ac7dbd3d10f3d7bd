using BenchmarkDotNet.Attributes;
using PageEngine.Benchmarks.Data;
using PageEngine.Benchmarks.Table;

namespace PageEngine.Benchmarks.Areas;

/// <summary>Counting what could be shared in a memory image of 64 MiB in the page cache, opening included.</summary>
/// <remarks>The naive twin reads page by page and counts fingerprints in a dictionary, without any compare.</remarks>
[MemoryDiagnoser]
public class ImageScanBenchmarks
{
    private const int PageCount = 16384;
    private DataFile _file = null!;

    [GlobalSetup]
    public void Setup() => _file = DataFile.Create(new PageMixture(PageCount, seed: 1), directory: null);

    [GlobalCleanup]
    public void Cleanup() => _file.Dispose();

    [Benchmark(Baseline = true)]
    public int Page_by_page()
    {
        var contents = new HashSet<ulong>();
        byte[] page = new byte[Page.Size];
        using FileStream file = new(_file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        for (int i = 0; i < PageCount; i++)
        {
            file.ReadExactly(page);
            contents.Add(PageFingerprint.Compute(page, 0));
        }

        return contents.Count;
    }

    [Benchmark]
    public ulong Scan() => ImageFigures.Scan(_file.Path, workers: 1).Total.FreeablePages;

    [Benchmark]
    public ulong Scan_with_two_workers() => ImageFigures.Scan(_file.Path, workers: 2).Total.FreeablePages;
}
