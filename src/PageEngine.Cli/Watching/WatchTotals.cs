namespace PageEngine.Cli.Watching;

/// <summary>What was seen in all intervals together.</summary>
internal sealed class WatchTotals
{
    private readonly Dictionary<long, (double Sum, ulong Highest, int Count)> _windows = [];
    private double _dirtyPages;

    /// <summary>The newest interval; null before there is one.</summary>
    internal WatchInterval? Last { get; private set; }

    /// <summary>The interval with the highest dirty rate; null before there is one.</summary>
    internal WatchInterval? Highest { get; private set; }

    /// <summary>The bytes of dirty pages of all intervals over their time.</summary>
    internal double MeanBytesPerSecond => Last is null
        ? 0 : _dirtyPages * Page.Size * WatchClock.NanosecondsPerSecond / Last.EndNanoseconds;

    internal void Add(WatchInterval interval)
    {
        Last = interval;
        _dirtyPages += interval.DirtyPages;
        if (Highest is null || interval.DirtyBytesPerSecond > Highest.DirtyBytesPerSecond)
        {
            Highest = interval;
        }

        foreach (WorkingSet set in interval.WorkingSets)
        {
            // A window counts where it was watched as a whole.
            if (2 * (set.WindowNanoseconds - set.CoveredNanoseconds) <= interval.PeriodNanoseconds)
            {
                (double sum, ulong highest, int count) = _windows.GetValueOrDefault(set.WindowNanoseconds);
                _windows[set.WindowNanoseconds] = (sum + set.Pages, Math.Max(highest, set.Pages), count + 1);
            }
        }
    }

    /// <summary>The mean and the highest writable working set of a window.</summary>
    /// <returns>False where no window of that length was watched as a whole.</returns>
    internal bool TryGetWorkingSet(long windowNanoseconds, out double meanPages, out ulong highestPages)
    {
        bool found = _windows.TryGetValue(windowNanoseconds, out (double Sum, ulong Highest, int Count) window);
        meanPages = found ? window.Sum / window.Count : 0;
        highestPages = window.Highest;
        return found;
    }
}
