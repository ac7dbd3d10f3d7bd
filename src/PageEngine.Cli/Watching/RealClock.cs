namespace PageEngine.Cli.Watching;

/// <summary>The time as it passes.</summary>
internal sealed class RealClock(TimeProvider time) : WatchClock
{
    private const long NanosecondsPerTick = 100;
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly long _start = time.GetTimestamp();

    /// <inheritdoc/>
    internal override long Nanoseconds => time.GetElapsedTime(_start).Ticks * NanosecondsPerTick;

    /// <inheritdoc/>
    internal override bool WaitUntil(long nanoseconds, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            // Whole milliseconds are waited for, so the last part is rounded up.
            double left = Math.Ceiling((nanoseconds - Nanoseconds) / 1e6);
            if (left <= 0)
            {
                return true;
            }

            TimeSpan wait = TimeSpan.FromMilliseconds(Math.Min(left, LongestWait.TotalMilliseconds));
            cancellation.WaitHandle.WaitOne(wait);
        }

        return false;
    }
}
