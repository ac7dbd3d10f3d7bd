namespace PageEngine.Cli.Watching;

/// <summary>Looks at memory and compares it with the look before.</summary>
internal sealed class MemoryWatcher
{
    private const ulong Seed = 0;
    private const int BatchPages = 256;

    private readonly WatchedMemory _memory;
    private readonly FingerprintTable _table;
    private readonly IReadOnlyList<long> _windows;
    private readonly byte[] _batch = new byte[BatchPages * Page.Size];
    private long _begin;
    private long _last;
    private ulong _unreadable;

    /// <summary>Makes a watcher that has not looked yet.</summary>
    /// <param name="memory">What to look at.</param>
    /// <param name="windows">The lengths of the windows of the writable working set, in nanoseconds.</param>
    /// <param name="changes">Takes every change; null for nobody.</param>
    internal MemoryWatcher(WatchedMemory memory, IReadOnlyList<long> windows, IPageChanges? changes)
    {
        _memory = memory;
        _windows = windows;
        _table = new FingerprintTable(Seed, changes);
    }

    /// <summary>Looks at all pages that there are.</summary>
    /// <param name="clock">Tells what the look took.</param>
    /// <param name="start">When the look begins: now.</param>
    /// <param name="cancellation">Ends the look early; its results are of no use then.</param>
    /// <returns>What changed since the look before, or the first look with nothing changed.</returns>
    /// <exception cref="PageSourceException">The memory cannot be read any more.</exception>
    /// <exception cref="OperationCanceledException">The look was ended.</exception>
    internal WatchInterval Look(WatchClock clock, long start, CancellationToken cancellation)
    {
        bool isFirst = _table.History.Newest < 0;
        _begin = isFirst ? start : _begin;
        _table.BeginLook(start - _begin);
        _unreadable = 0;
        PageSource pages = _memory.Pages;
        for (ulong page = 0; page < pages.PageCount;)
        {
            cancellation.ThrowIfCancellationRequested();
            page += LookFrom(pages, page);
        }

        _table.EndLook(_memory.KeepsUnseen);
        long period = isFirst ? 0 : start - _last;
        _last = start;
        return new WatchInterval
        {
            Number = _table.History.Newest,
            EndNanoseconds = start - _begin,
            PeriodNanoseconds = period,
            LookNanoseconds = clock.Nanoseconds - start,
            Pages = pages.PageCount - _unreadable,
            ZeroPages = _table.ZeroPages,
            DirtyPages = _table.DirtyPages,
            AppearedPages = _table.AppearedPages,
            VanishedPages = _table.VanishedPages,
            UnreadablePages = _unreadable,
            WorkingSets = [.. _windows.Select(_table.History.Within)],
        };
    }

    /// <summary>Looks at pages side by side from one on, and tells how many they were.</summary>
    private ulong LookFrom(PageSource pages, ulong page)
    {
        ulong place = _memory.PlaceOf(page, out ulong neighbours);
        if (pages.IsKnownZero(page, out ulong run))
        {
            run = Math.Min(run, neighbours);
            _table.TakeZeros(place, run);
            return run;
        }

        int wanted = (int)Math.Min(Math.Min(run, neighbours), BatchPages);
        int read = pages.Read(page, _batch.AsSpan(0, wanted << Page.Shift));
        for (int i = 0; i < read; i++)
        {
            ulong fingerprint = PageFingerprint.Compute(_batch.AsSpan(i << Page.Shift, Page.Size), Seed);
            _table.Take(place + (ulong)i, fingerprint);
        }

        if (read < wanted)
        {
            // The page behind was unmapped since the pages were chosen.
            _unreadable++;
            read++;
        }

        return (ulong)read;
    }
}
