using System.Diagnostics;

namespace PageEngine.Linux;

/// <summary>Holds a sender to a bandwidth.</summary>
/// <remarks>What was not used is lost after a tenth of a second, so a pause is not followed by a flood.</remarks>
internal sealed class TransferPacer
{
    private const double NanosecondsPerSecond = 1e9;
    private const long MostCredit = 100_000_000;

    // Sleeping for less is not worth it: the kernel rounds up.
    private const long LeastWait = 1_000_000;

    private readonly double _nanosecondsPerByte;
    private readonly TransferClock _clock;
    private double _due;

    internal TransferPacer(double bytesPerSecond, TransferClock clock)
    {
        Debug.Assert(bytesPerSecond > 0, "the options have looked");
        _nanosecondsPerByte = NanosecondsPerSecond / bytesPerSecond;
        _clock = clock;
        _due = clock.Now;
    }

    /// <summary>Waits until bytes that were sent had their time.</summary>
    internal void Pay(ulong bytes)
    {
        long now = _clock.Now;
        _due = Math.Max(_due, now - MostCredit) + (bytes * _nanosecondsPerByte);
        long ahead = (long)(_due - now);
        if (ahead >= LeastWait)
        {
            _clock.Wait(ahead);
        }
    }
}
