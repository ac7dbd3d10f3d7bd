namespace PageEngine.Migration;

/// <summary>Measures bandwidth over windows of a least length, as bytes over time.</summary>
/// <remarks>
/// <para>
/// The rule of QEMU (<c>migration_update_counters</c>): once at least 100 ms have passed, the bandwidth is the bytes sent
/// in them over the time they took, and a new window begins. All time counts, also that in which nothing was sent; so a
/// sync of the dirty log of <c>s</c> seconds in a window of <c>t</c> lowers the estimate to bytes/(t + s).
/// </para>
/// <para>An instance is for one thread at a time.</para>
/// </remarks>
public sealed class BandwidthEstimator
{
    private readonly long _windowNanoseconds;
    private long _windowStart;
    private ulong _windowBytes;

    /// <summary>Makes an estimator whose first window begins at a given time.</summary>
    /// <param name="windowNanoseconds">The least length of a window in nanoseconds; at least 1.</param>
    /// <param name="startNanoseconds">The time at which the first window begins.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window is not positive.</exception>
    public BandwidthEstimator(
        long windowNanoseconds = PreCopyOptions.DefaultBandwidthWindowNanoseconds, long startNanoseconds = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(windowNanoseconds);
        _windowNanoseconds = windowNanoseconds;
        _windowStart = startNanoseconds;
    }

    /// <summary>The bandwidth of the last whole window in bytes a second; 0 before the first has ended.</summary>
    public double BytesPerSecond { get; private set; }

    /// <summary>Counts bytes that were sent until now; 0 bytes if only time has passed.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="nowNanoseconds">The time, not before that of the last call.</param>
    public void Record(ulong bytes, long nowNanoseconds)
    {
        _windowBytes += bytes;
        long elapsed = nowNanoseconds - _windowStart;
        if (elapsed < _windowNanoseconds)
        {
            return;
        }

        BytesPerSecond = _windowBytes * (Nanoseconds.PerSecond / elapsed);
        _windowStart = nowNanoseconds;
        _windowBytes = 0;
    }
}
