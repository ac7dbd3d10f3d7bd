using System.Diagnostics;

namespace PageEngine.Cli.Watching;

/// <summary>How many pages changed last in which interval, and so within any window up to now.</summary>
/// <remarks>
/// A page is counted once, in the interval of its last change, and moves when it changes again. So the writable working
/// set of every window is a sum over the newest intervals, and a change costs two additions whatever the windows are.
/// </remarks>
internal sealed class WorkingSetHistory
{
    // Interval k, counted from 1, is from _times[k − 1] to _times[k]; its pages are in _pages[k].
    private readonly List<long> _times = [];
    private readonly List<ulong> _pages = [];

    /// <summary>The number of the newest interval; 0 when there was one look only.</summary>
    internal int Newest => _times.Count - 1;

    /// <summary>Ends an interval and begins the next: a look begins at a time.</summary>
    internal void BeginLook(long nanoseconds)
    {
        Debug.Assert(_times.Count == 0 || nanoseconds >= _times[^1], "looks come in the order of their times");
        _times.Add(nanoseconds);
        _pages.Add(0);
    }

    /// <summary>A page changed in the newest interval.</summary>
    /// <param name="last">The interval of its last change before; 0 for none.</param>
    internal void Changed(int last)
    {
        Forget(last);
        _pages[^1]++;
    }

    /// <summary>A page is not there any more.</summary>
    /// <param name="last">The interval of its last change; 0 for none.</param>
    internal void Forget(int last)
    {
        if (last != 0)
        {
            _pages[last]--;
        }
    }

    /// <summary>The different pages that changed within a window that ends with the newest look.</summary>
    /// <param name="windowNanoseconds">Its length. An interval belongs to it that lies in it by more than half.</param>
    internal WorkingSet Within(long windowNanoseconds)
    {
        int first = _times.Count;
        ulong pages = 0;
        while (first > 1 && Age(first - 1) < windowNanoseconds)
        {
            pages += _pages[--first];
        }

        long covered = first < _times.Count ? _times[^1] - _times[first - 1] : 0;
        return new WorkingSet(windowNanoseconds, covered, pages);
    }

    /// <summary>The time from the middle of an interval to now.</summary>
    private long Age(int interval) => _times[^1] - _times[interval] + ((_times[interval] - _times[interval - 1]) / 2);
}
