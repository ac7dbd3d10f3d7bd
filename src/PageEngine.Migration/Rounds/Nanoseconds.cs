namespace PageEngine.Migration;

/// <summary>Conversions between the nanoseconds that decisions are made in and the seconds that models are made in.</summary>
internal static class Nanoseconds
{
    internal const double PerSecond = 1e9;

    private const double PerMillisecond = 1e6;

    internal static double ToSeconds(long nanoseconds) => nanoseconds / PerSecond;

    internal static double ToMilliseconds(long nanoseconds) => nanoseconds / PerMillisecond;

    /// <summary>Whole nanoseconds; what does not fit is the end of time.</summary>
    internal static long FromSeconds(double seconds) =>
        seconds * PerSecond >= long.MaxValue ? long.MaxValue : (long)Math.Round(seconds * PerSecond);
}
