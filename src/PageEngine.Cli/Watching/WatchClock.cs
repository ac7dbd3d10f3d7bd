namespace PageEngine.Cli.Watching;

/// <summary>The time of a watch, and the wait for the next look.</summary>
internal abstract class WatchClock
{
    internal const double NanosecondsPerSecond = 1e9;

    /// <summary>The time since some moment; it never falls.</summary>
    internal abstract long Nanoseconds { get; }

    /// <summary>Waits until a time, or until told to end.</summary>
    /// <returns>Whether the time has come.</returns>
    internal abstract bool WaitUntil(long nanoseconds, CancellationToken cancellation);
}
