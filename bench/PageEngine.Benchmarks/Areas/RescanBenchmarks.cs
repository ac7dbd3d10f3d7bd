using BenchmarkDotNet.Attributes;
using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Areas;

/// <summary>A scan after every hundredth page of 256 MiB was written.</summary>
/// <remarks>The naive twin looks again at every page that is private, as a merger without a dirty log must.</remarks>
[MemoryDiagnoser]
public class RescanBenchmarks
{
    private const int PageCount = 65536;
    private PageMemory _memory = null!;
    private PageHost _everyPage = null!;
    private PageHost _written = null!;
    private ulong _round;

    [GlobalSetup]
    public void Setup()
    {
        _memory = PageMemory.Of(new PageMixture(PageCount, seed: 1));
        _everyPage = BenchHost.Of(_memory, BenchHost.AtFirstSight with { Coverage = ScanCoverage.EveryPage });
        _written = BenchHost.Of(_memory, BenchHost.AtFirstSight);
        _everyPage.Sharer.ScanOnce();
        _written.Sharer.ScanOnce();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _everyPage.Dispose();
        _written.Dispose();
        _memory.Dispose();
    }

    [IterationSetup]
    public void Write()
    {
        _round++;
        BenchHost.WriteOnePercent(_everyPage.Guests[0], _round);
        BenchHost.WriteOnePercent(_written.Guests[0], _round);
    }

    [Benchmark(Baseline = true)]
    public SharingReport Every_page() => _everyPage.Sharer.ScanOnce();

    [Benchmark]
    public SharingReport Written_pages() => _written.Sharer.ScanOnce();
}
