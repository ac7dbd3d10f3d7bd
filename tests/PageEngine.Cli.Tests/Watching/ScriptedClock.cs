using PageEngine.Cli.Watching;

namespace PageEngine.Cli.Tests;

/// <summary>A clock whose waits are over at once; what happens meanwhile is done by the test.</summary>
internal sealed class ScriptedClock(Action<int> happens) : WatchClock
{
    private long _now = 5_000_000_000;
    private int _waits;

    internal override long Nanoseconds => _now;

    internal void Pass(long nanoseconds) => _now += nanoseconds;

    internal override bool WaitUntil(long nanoseconds, CancellationToken cancellation)
    {
        Assert.True(nanoseconds >= _now, "nobody waits for the past");
        _now = nanoseconds;
        happens(++_waits);
        return !cancellation.IsCancellationRequested;
    }
}
