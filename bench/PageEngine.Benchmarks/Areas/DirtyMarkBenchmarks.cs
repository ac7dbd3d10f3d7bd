using BenchmarkDotNet.Attributes;
using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Areas;

/// <summary>Marking every page of a 1 GiB guest in random order; the time is that of one page.</summary>
/// <remarks>Each pass marks bits that are clear: the marks are taken off in one go, which counts for little.</remarks>
[MemoryDiagnoser]
public class DirtyMarkBenchmarks
{
    private const int PageCount = 1 << 18;
    private const int PagesPerRange = 64;
    private readonly uint[] _order = new uint[PageCount];
    private readonly bool[] _flags = new bool[PageCount];
    private readonly HashSet<ulong> _set = new(PageCount);
    private readonly DirtyBitmap _single = new(PageCount);
    private readonly ConcurrentDirtyBitmap _concurrent = new(PageCount);
    private readonly DirtyLog _log = new(PageCount);
    private readonly PageRange[] _ranges = new PageRange[1];
    private DirtyCursor _cursor = null!;

    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < PageCount; i++)
            _order[i] = (uint)i;
        new SplitMix64(1).Shuffle(_order.AsSpan());
        _cursor = _log.OpenCursor();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _cursor.Dispose();
        _log.Dispose();
        _single.Dispose();
        _concurrent.Dispose();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = PageCount)]
    public bool Array_of_bool()
    {
        foreach (uint page in _order)
            _flags[page] = true;
        bool last = _flags[^1];
        _flags.AsSpan().Clear();
        return last;
    }

    [Benchmark(OperationsPerInvoke = PageCount)]
    public int Hash_set()
    {
        foreach (uint page in _order)
            _set.Add(page);
        int count = _set.Count;
        _set.Clear();
        return count;
    }

    [Benchmark(OperationsPerInvoke = PageCount)]
    public int One_writer()
    {
        DirtyBitmap bitmap = _single;
        foreach (uint page in _order)
            bitmap.Mark(new GuestFrameNumber(page));
        return bitmap.Harvest(_ranges);
    }

    [Benchmark(OperationsPerInvoke = PageCount)]
    public int Many_writers()
    {
        ConcurrentDirtyBitmap bitmap = _concurrent;
        foreach (uint page in _order)
            bitmap.Mark(new GuestFrameNumber(page));
        return bitmap.Harvest(_ranges);
    }

    [Benchmark(OperationsPerInvoke = PageCount)]
    public int Many_writers_in_ranges()
    {
        ConcurrentDirtyBitmap bitmap = _concurrent;
        for (ulong page = 0; page < PageCount; page += PagesPerRange)
            bitmap.Mark(new PageRange(new GuestFrameNumber(page), PagesPerRange));
        return bitmap.Harvest(_ranges);
    }

    [Benchmark(OperationsPerInvoke = PageCount)]
    public int Log_with_a_reader()
    {
        DirtyLog log = _log;
        foreach (uint page in _order)
            log.Mark(new GuestFrameNumber(page));
        return _cursor.Harvest(_ranges);
    }
}
