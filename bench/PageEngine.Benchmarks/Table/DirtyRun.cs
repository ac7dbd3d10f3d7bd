using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Table;

/// <summary>Our marks and harvests, measured as <c>dirty_peer</c> measures its own: 1 GiB, shuffled, medians.</summary>
internal sealed class DirtyRun : IDisposable
{
    private const int PageCount = 1 << 18;
    private const int PagesPerWord = 64;
    private const ulong PagesPerTebibyte = 1 << 28;
    private const int Repeats = 101;
    private const int RoundsOfNothing = 100;

    private readonly DirtyBitmap _single = new(PageCount);
    private readonly ConcurrentDirtyBitmap _concurrent = new(PageCount);
    private readonly DirtyBitmap _large = new(PagesPerTebibyte);
    private readonly DirtyLog _log = new(PageCount);
    private readonly DirtyCursor _cursor;
    private readonly uint[] _order = new uint[PageCount];
    private readonly PageRange[] _ranges = new PageRange[PageCount];
    private readonly Dictionary<string, List<double>> _times = [];

    internal DirtyRun()
    {
        _cursor = _log.OpenCursor();
        for (int i = 0; i < PageCount; i++)
            _order[i] = (uint)i;
        new SplitMix64(1).Shuffle(_order.AsSpan());
        // Every page of the bits is there before the clock starts, as in the peer.
        _large.Mark(new PageRange(default, PagesPerTebibyte));
        _large.Clear();
    }

    public void Dispose()
    {
        _cursor.Dispose();
        _log.Dispose();
        _single.Dispose();
        _concurrent.Dispose();
        _large.Dispose();
    }

    /// <summary>The medians of one run, in nanoseconds for each page or in microseconds for each harvest.</summary>
    internal IReadOnlyDictionary<string, double> Measure()
    {
        _times.Clear();
        for (int repeat = 0; repeat < Repeats; repeat++)
            MeasureMarks();
        foreach (int percent in (ReadOnlySpan<int>)[0, 1, 100])
            MeasureHarvests(percent);
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            int found = 0;
            Note("harvest 1 TiB", 1e6, () => found = _large.Harvest(_ranges));
            Expect(0, Pages(found));
        }

        return _times.ToDictionary(entry => entry.Key, entry => TableContext.Median([.. entry.Value]));
    }

    private void MeasureMarks()
    {
        const double NanosecondsPerPage = 1e9 / PageCount;
        Note("mark", NanosecondsPerPage, () => MarkSingle(_order));
        Note("mark again", NanosecondsPerPage, () => MarkSingle(_order));
        Expect(PageCount, Pages(_single.Harvest(_ranges)));
        Note("mark concurrent", NanosecondsPerPage, () => MarkConcurrent(_order));
        Expect(PageCount, Pages(_concurrent.Harvest(_ranges)));
        Note("mark ranges", NanosecondsPerPage, MarkRanges);
        Expect(PageCount, Pages(_concurrent.Harvest(_ranges)));
        Note("mark log", NanosecondsPerPage, MarkLog);
        Expect(PageCount, Pages(_cursor.Harvest(_ranges)));
    }

    /// <summary>One kind at a time, over and over: the processor learns the pattern, as it does in the peer.</summary>
    private void MeasureHarvests(int percent)
    {
        ReadOnlySpan<uint> dirty = _order.AsSpan(0, (int)((long)PageCount * percent / 100));
        // A harvest that finds nothing is too short for the clock.
        int rounds = percent == 0 ? RoundsOfNothing : 1;
        int found = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            MarkSingle(dirty);
            Note($"harvest {percent}", 1e6 / rounds, () => found = Repeat(rounds, _single));
            Expect(dirty.Length, Pages(found));
        }

        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            MarkConcurrent(dirty);
            Note($"harvest concurrent {percent}", 1e6 / rounds, () => found = Repeat(rounds, _concurrent));
            Expect(dirty.Length, Pages(found));
        }
    }

    private int Repeat(int rounds, DirtyBitmap bitmap)
    {
        int found = 0;
        for (int round = 0; round < rounds; round++)
            found = bitmap.Harvest(_ranges);
        return found;
    }

    private int Repeat(int rounds, ConcurrentDirtyBitmap bitmap)
    {
        int found = 0;
        for (int round = 0; round < rounds; round++)
            found = bitmap.Harvest(_ranges);
        return found;
    }

    private void MarkSingle(ReadOnlySpan<uint> pages)
    {
        DirtyBitmap bitmap = _single;
        foreach (uint page in pages)
            bitmap.Mark(new GuestFrameNumber(page));
    }

    private void MarkConcurrent(ReadOnlySpan<uint> pages)
    {
        ConcurrentDirtyBitmap bitmap = _concurrent;
        foreach (uint page in pages)
            bitmap.Mark(new GuestFrameNumber(page));
    }

    private void MarkLog()
    {
        DirtyLog log = _log;
        foreach (uint page in _order)
            log.Mark(new GuestFrameNumber(page));
    }

    private void MarkRanges()
    {
        for (ulong page = 0; page < PageCount; page += PagesPerWord)
            _concurrent.Mark(new PageRange(new GuestFrameNumber(page), PagesPerWord));
    }

    private int Pages(int rangeCount)
    {
        ulong pages = 0;
        foreach (PageRange range in _ranges.AsSpan(0, rangeCount))
            pages += range.Count;
        return (int)pages;
    }

    private void Note(string name, double perSecond, Action action)
    {
        if (!_times.TryGetValue(name, out List<double>? times))
            _times.Add(name, times = []);
        times.Add(TableContext.Seconds(action) * perSecond);
    }

    private static void Expect(int wanted, int harvested)
    {
        if (wanted != harvested)
            throw new WrongResultException($"a harvest gave {harvested} pages of {wanted} dirty ones");
    }
}
