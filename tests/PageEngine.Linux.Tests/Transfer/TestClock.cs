namespace PageEngine.Linux.Tests;

/// <summary>Time that passes by being looked at.</summary>
internal sealed class TestClock : TransferClock
{
    private const long Step = 20_000;
    private long _now;

    internal long Waited { get; private set; }

    internal override long Now => _now += Step;

    internal override void Wait(long nanoseconds)
    {
        Waited += nanoseconds;
        _now += nanoseconds;
    }
}
