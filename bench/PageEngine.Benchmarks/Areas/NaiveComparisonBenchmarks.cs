using BenchmarkDotNet.Attributes;
using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Areas;

/// <summary>Guests of 1024 pages, a quarter of them common to all: pair by pair, and by buckets (case S14).</summary>
/// <remarks>The counts of compares are printed once, when the guests are made.</remarks>
[MemoryDiagnoser]
public class NaiveComparisonBenchmarks
{
    private const int PagesPerGuest = 1024;
    private GuestPages _pages = null!;
    private PageHost _host = null!;

    [Params(2, 4, 8)]
    public int Guests { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _pages = new GuestPages(Guests, PagesPerGuest);
        _pages.CompareAllPairs(out long allPairs);
        _pages.CompareWithDistinct(out long untilEqual);
        using PageHost host = _pages.MakeHost(BenchHost.AtFirstSight);
        SharingReport report = host.Sharer.ScanOnce();
        Console.WriteLine(
            $"// {Guests} guests of {PagesPerGuest} pages: {allPairs} compares pair by pair, {untilEqual} until the "
            + $"first equal page, {report.Compares} by buckets for {report.Merges} matches");
    }

    [GlobalCleanup]
    public void Cleanup() => _pages.Dispose();

    [IterationSetup]
    public void MakeHost() => _host = _pages.MakeHost(BenchHost.AtFirstSight);

    [IterationCleanup]
    public void DisposeHost() => _host.Dispose();

    [Benchmark(Baseline = true)]
    public int Pair_by_pair() => _pages.CompareAllPairs(out _);

    [Benchmark]
    public int Until_the_first_equal_page() => _pages.CompareWithDistinct(out _);

    [Benchmark]
    public SharingReport Buckets() => _host.Sharer.ScanOnce();
}
