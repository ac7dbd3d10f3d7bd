using System.Diagnostics;

namespace PageEngine.Linux;

/// <summary>The time that a transfer runs in.</summary>
internal abstract class TransferClock
{
    internal static TransferClock System { get; } = new WallClock();

    /// <summary>Nanoseconds from some moment on; never backwards.</summary>
    internal abstract long Now { get; }

    /// <summary>Lets time pass.</summary>
    internal abstract void Wait(long nanoseconds);

    private sealed class WallClock : TransferClock
    {
        private const long NanosecondsPerMillisecond = 1_000_000;
        private const double NanosecondsPerSecond = 1e9;

        internal override long Now => (long)(Stopwatch.GetTimestamp() * (NanosecondsPerSecond / Stopwatch.Frequency));

        internal override void Wait(long nanoseconds) =>
            Thread.Sleep((int)Math.Min(nanoseconds / NanosecondsPerMillisecond, int.MaxValue));
    }
}
