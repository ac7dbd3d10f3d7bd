namespace PageEngine.Migration;

/// <summary>Measures a dirty rate exactly, from a guest's dirty log.</summary>
/// <remarks>
/// It reads the log through a cursor of its own, so it takes nothing from a migration or a sharer that reads the same
/// log. For one thread at a time, as the log says. It allocates nothing after it was made.
/// </remarks>
public sealed class BitmapDirtyRateEstimator : IDisposable
{
    private readonly DirtyCursor _cursor;
    private readonly DirtyBitmap _pages;
    private long _start;

    /// <summary>Opens a cursor.</summary>
    /// <param name="log">The guest's log.</param>
    public BitmapDirtyRateEstimator(DirtyLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        _cursor = log.OpenCursor();
        _pages = new DirtyBitmap(log.PageCount);
    }

    /// <summary>Begins a period: what was dirtied before it does not count.</summary>
    /// <param name="nowNanoseconds">The time.</param>
    public void Start(long nowNanoseconds)
    {
        _cursor.HarvestInto(_pages);
        _pages.Clear();
        _start = nowNanoseconds;
    }

    /// <summary>Ends the period and begins the next.</summary>
    /// <param name="nowNanoseconds">The time, not before the start.</param>
    /// <returns>What was dirtied in the period.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time runs backwards.</exception>
    public DirtyRate Finish(long nowNanoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nowNanoseconds, _start);
        _cursor.HarvestInto(_pages);
        DirtyRate rate = new(_pages.CountDirty(), nowNanoseconds - _start);
        _pages.Clear();
        _start = nowNanoseconds;
        return rate;
    }

    /// <summary>Closes the cursor.</summary>
    public void Dispose()
    {
        _cursor.Dispose();
        _pages.Dispose();
    }
}
