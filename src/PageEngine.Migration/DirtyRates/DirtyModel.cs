namespace PageEngine.Migration;

/// <summary>How a guest dirties memory, as expected values in closed form.</summary>
/// <remarks>
/// Time is that in which the vCPUs run, in seconds: a throttled guest has less of it than the wall clock shows.
/// Instances are not changed after construction and may be used by any number of threads.
/// </remarks>
public abstract class DirtyModel
{
    /// <summary>The pages that are ever written: no window dirties more.</summary>
    public abstract double WorkingSetPages { get; }

    /// <summary>The time from which on the guest behaves the same for ever, in seconds.</summary>
    public virtual double StationaryFromSeconds => 0;

    /// <summary>The page writes in a window, in which one page counts as often as it is written.</summary>
    /// <param name="fromSeconds">The beginning of the window, at least 0.</param>
    /// <param name="toSeconds">Its end, not before its beginning.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window is not one.</exception>
    public double WritesIn(double fromSeconds, double toSeconds)
    {
        ThrowIfNotWindow(fromSeconds, toSeconds);
        return Writes(fromSeconds, toSeconds);
    }

    /// <summary>The pages written at least once in a window: what a sync at its end finds.</summary>
    /// <param name="fromSeconds">The beginning of the window, at least 0.</param>
    /// <param name="toSeconds">Its end, not before its beginning.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window is not one.</exception>
    public double DistinctPagesIn(double fromSeconds, double toSeconds)
    {
        ThrowIfNotWindow(fromSeconds, toSeconds);
        return DistinctPages(fromSeconds, toSeconds);
    }

    /// <summary>The page writes in a window that is known to be one.</summary>
    /// <param name="fromSeconds">The beginning of the window.</param>
    /// <param name="toSeconds">Its end.</param>
    private protected abstract double Writes(double fromSeconds, double toSeconds);

    /// <summary>The pages written at least once in a window that is known to be one.</summary>
    /// <param name="fromSeconds">The beginning of the window.</param>
    /// <param name="toSeconds">Its end.</param>
    private protected abstract double DistinctPages(double fromSeconds, double toSeconds);

    private static void ThrowIfNotWindow(double fromSeconds, double toSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromSeconds);
        ArgumentOutOfRangeException.ThrowIfLessThan(toSeconds, fromSeconds);
    }
}
