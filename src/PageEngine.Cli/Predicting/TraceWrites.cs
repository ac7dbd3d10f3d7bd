namespace PageEngine.Cli.Predicting;

/// <summary>How many different pages a guest of a trace wrote in windows of different lengths.</summary>
/// <remarks>
/// The mean over all windows of a length, wherever in the trace they begin, follows from the times between two writes
/// of the same page: a write adds the windows that hold it and no earlier write of its page. It is the mean working
/// set of Denning, "The Working Set Model for Program Behavior" (CACM 11(5), 1968), of writes in place of references.
/// </remarks>
internal sealed class TraceWrites
{
    private const int StretchShift = 9;
    private const int MostRows = 12;
    private const double NanosecondsPerSecond = 1e9;

    private readonly Dictionary<ulong, long[]> _lastWrites = [];
    private readonly long _end;
    private readonly long[] _lengths;

    // The pages of all windows of each length, added up, in pages times nanoseconds.
    private readonly double[] _sums;

    /// <summary>Makes a count of nothing.</summary>
    /// <param name="endNanoseconds">When the trace ends, at least 1.</param>
    internal TraceWrites(long endNanoseconds)
    {
        _end = endNanoseconds;
        _lengths = [.. Enumerable.Range(1, MostRows).Select(row => endNanoseconds >> (MostRows - row))
            .Where(static length => length > 0).Distinct()];
        _sums = new double[_lengths.Length];
    }

    /// <summary>The different pages that were written behind time 0.</summary>
    internal ulong DistinctPages { get; private set; }

    /// <summary>The lengths of windows in seconds and the pages written in one, both rising.</summary>
    internal List<(double Seconds, double Pages)> Rows()
    {
        List<(double Seconds, double Pages)> rows = [];
        double most = 0;
        for (int i = 0; i < _lengths.Length; i++)
        {
            // There is one window as long as the trace, and all pages are in it.
            double pages = _lengths[i] == _end ? DistinctPages : _sums[i] / (_end - _lengths[i]);
            most = Math.Max(most, pages);
            rows.Add((_lengths[i] / NanosecondsPerSecond, most));
        }

        return rows;
    }

    /// <summary>Pages were written; times never fall.</summary>
    internal void Add(long time, PageRange pages)
    {
        for (ulong page = pages.Start.Value; page < pages.Start.Value + pages.Count; page++)
        {
            ref long last = ref LastWriteOf(page);
            if (time > 0)
            {
                Add(time, last);
                DistinctPages += last == 0 ? 1UL : 0;
                last = time;
            }
        }
    }

    private void Add(long time, long before)
    {
        for (int i = 0; i < _lengths.Length; i++)
        {
            // A window holds this write if it begins within its length before it; from the write before on, only this.
            long first = Math.Max(time - _lengths[i], before);
            long last = Math.Min(time, _end - _lengths[i]);
            _sums[i] += Math.Max(last - first, 0);
        }
    }

    private ref long LastWriteOf(ulong page)
    {
        if (!_lastWrites.TryGetValue(page >> StretchShift, out long[]? stretch))
        {
            stretch = new long[1 << StretchShift];
            _lastWrites.Add(page >> StretchShift, stretch);
        }

        return ref stretch[page & ((1UL << StretchShift) - 1)];
    }
}
