using BenchmarkDotNet.Attributes;
using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Areas;

/// <summary>Taking the dirty pages out of a 1 GiB guest of which a part, at random places, is dirty.</summary>
[MemoryDiagnoser]
public class DirtyHarvestBenchmarks
{
    private const int PageCount = 1 << 18;
    private const ulong PagesPerTebibyte = 1 << 28;
    private readonly uint[] _order = new uint[PageCount];
    private readonly bool[] _flags = new bool[PageCount];
    private readonly HashSet<uint> _set = new(PageCount);
    private readonly uint[] _pages = new uint[PageCount];
    private readonly PageRange[] _ranges = new PageRange[PageCount];
    private readonly DirtyBitmap _single = new(PageCount);
    private readonly ConcurrentDirtyBitmap _concurrent = new(PageCount);
    private readonly DirtyBitmap _large = new(PagesPerTebibyte);

    /// <summary>How much of the guest is dirty.</summary>
    [Params(0, 1, 100)]
    public int Percent { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < PageCount; i++)
            _order[i] = (uint)i;
        new SplitMix64(1).Shuffle(_order.AsSpan());
        _large.MarkAll();
        _large.Clear();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _single.Dispose();
        _concurrent.Dispose();
        _large.Dispose();
    }

    [IterationSetup]
    public void Mark()
    {
        foreach (uint page in _order.AsSpan(0, (int)((long)PageCount * Percent / 100)))
        {
            _flags[page] = true;
            _set.Add(page);
            _single.Mark(new GuestFrameNumber(page));
            _concurrent.Mark(new GuestFrameNumber(page));
        }
    }

    [Benchmark(Baseline = true)]
    public int Array_of_bool()
    {
        int count = 0;
        for (int page = 0; page < _flags.Length; page++)
        {
            if (_flags[page])
            {
                _flags[page] = false;
                _pages[count++] = (uint)page;
            }
        }

        return count;
    }

    [Benchmark]
    public int Hash_set()
    {
        int count = 0;
        foreach (uint page in _set)
            _pages[count++] = page;
        _set.Clear();
        _pages.AsSpan(0, count).Sort();
        return count;
    }

    [Benchmark]
    public int One_writer() => _single.Harvest(_ranges);

    [Benchmark]
    public int Many_writers() => _concurrent.Harvest(_ranges);

    [Benchmark]
    public int Tebibyte_with_nothing_dirty() => _large.Harvest(_ranges);
}
