using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Areas;

/// <summary>The page stream of a migration, with framing and checksums; the time is that of one page.</summary>
/// <remarks>The naive twin is a copy of the page: the least that puts it on the wire.</remarks>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class PageStreamBenchmarks
{
    private const int PageCount = 1024;
    private readonly byte[] _copies = new byte[PageCount * Page.Size];
    private readonly StreamRound _raw = new(PageCount);
    private readonly StreamRound _zero = new(PageCount);
    private readonly StreamRound _delta = new(PageCount);
    private readonly StreamRound _scratch = new(PageCount);
    private SamplePages _pages = null!;

    [GlobalSetup]
    public void Setup()
    {
        _pages = new SamplePages(PageCount);
        _raw.Write(_pages.New, null, PageCount);
        _zero.Write(_pages.Zero, null, PageCount);
        _delta.Write(_pages.New, _pages.Old, PageCount);
        bool isRead = _raw.Read(null) == PageCount && _zero.Read(null) == PageCount && _delta.Read(_pages.Old) == PageCount;
        if (!isRead || _raw.Length < PageCount * Page.Size || _zero.Length > PageCount * 32 || _delta.Length > PageCount * 256)
            throw new WrongResultException("the streams are not what they should be");
    }

    [GlobalCleanup]
    public void Cleanup() => _pages.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = PageCount)]
    [BenchmarkCategory("raw")]
    public void Copy()
    {
        for (int page = 0; page < PageCount; page++)
            _pages.New[page].CopyTo(_copies.AsSpan(page * Page.Size));
    }

    [Benchmark(OperationsPerInvoke = PageCount)]
    [BenchmarkCategory("raw")]
    public int Write_raw() => _scratch.Write(_pages.New, null, PageCount);

    [Benchmark(OperationsPerInvoke = PageCount)]
    [BenchmarkCategory("raw")]
    public int Read_raw() => _raw.Read(null);

    [Benchmark(OperationsPerInvoke = PageCount)]
    [BenchmarkCategory("zero")]
    public int Write_zero() => _scratch.Write(_pages.Zero, null, PageCount);

    [Benchmark(OperationsPerInvoke = PageCount)]
    [BenchmarkCategory("zero")]
    public int Read_zero() => _zero.Read(null);

    [Benchmark(OperationsPerInvoke = PageCount)]
    [BenchmarkCategory("delta")]
    public int Write_delta() => _scratch.Write(_pages.New, _pages.Old, PageCount);

    [Benchmark(OperationsPerInvoke = PageCount)]
    [BenchmarkCategory("delta")]
    public int Read_delta() => _delta.Read(_pages.Old);
}
