using System.Globalization;

namespace PageEngine.Simulation;

/// <summary>A moment of simulated time, or a span of it: a whole number of nanoseconds.</summary>
/// <remarks>Moments count from the start of the simulation. 2⁶³ nanoseconds are 292 years.</remarks>
/// <param name="Nanoseconds">The nanoseconds.</param>
public readonly record struct SimTime(long Nanoseconds) : IComparable<SimTime>
{
    /// <summary>Nanoseconds in a microsecond.</summary>
    internal const long NanosecondsPerMicrosecond = 1_000;

    /// <summary>Nanoseconds in a millisecond.</summary>
    internal const long NanosecondsPerMillisecond = 1_000_000;

    /// <summary>Nanoseconds in a second.</summary>
    internal const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The start of the simulation, and the span of no length.</summary>
    public static SimTime Zero => default;

    /// <summary>Later than every event: what an idle component answers for its next one.</summary>
    public static SimTime Never => new(long.MaxValue);

    /// <summary>The time in seconds, rounded to what a double holds.</summary>
    public double TotalSeconds => Nanoseconds / (double)NanosecondsPerSecond;

    /// <summary>The time in milliseconds, rounded to what a double holds.</summary>
    public double TotalMilliseconds => Nanoseconds / (double)NanosecondsPerMillisecond;

    /// <summary>A time in nanoseconds.</summary>
    /// <param name="count">The nanoseconds.</param>
    public static SimTime FromNanoseconds(long count) => new(count);

    /// <summary>A time in microseconds, to the nearest nanosecond.</summary>
    /// <param name="count">The microseconds.</param>
    /// <exception cref="OverflowException">The time does not fit.</exception>
    public static SimTime FromMicroseconds(double count) => From(count, NanosecondsPerMicrosecond);

    /// <summary>A time in milliseconds, to the nearest nanosecond.</summary>
    /// <param name="count">The milliseconds.</param>
    /// <exception cref="OverflowException">The time does not fit.</exception>
    public static SimTime FromMilliseconds(double count) => From(count, NanosecondsPerMillisecond);

    /// <summary>A time in seconds, to the nearest nanosecond.</summary>
    /// <param name="count">The seconds.</param>
    /// <exception cref="OverflowException">The time does not fit.</exception>
    public static SimTime FromSeconds(double count) => From(count, NanosecondsPerSecond);

    /// <inheritdoc/>
    public int CompareTo(SimTime other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>The earlier of two times.</summary>
    /// <param name="left">The first time.</param>
    /// <param name="right">The second time.</param>
    public static SimTime Min(SimTime left, SimTime right) => left <= right ? left : right;

    /// <summary>The later of two times.</summary>
    /// <param name="left">The first time.</param>
    /// <param name="right">The second time.</param>
    public static SimTime Max(SimTime left, SimTime right) => left >= right ? left : right;

    /// <summary>The time in the largest unit that leaves at least one whole, for people: <c>1.5 s</c>.</summary>
    public override string ToString()
    {
        if (this == Never)
        {
            return "never";
        }

        double size = Math.Abs((double)Nanoseconds);
        (double divisor, string unit) = size switch
        {
            >= NanosecondsPerSecond => (NanosecondsPerSecond, "s"),
            >= NanosecondsPerMillisecond => (NanosecondsPerMillisecond, "ms"),
            >= NanosecondsPerMicrosecond => (NanosecondsPerMicrosecond, "us"),
            _ => (1d, "ns"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Nanoseconds / divisor:0.######} {unit}");
    }

    /// <summary>The sum of two times.</summary>
    /// <param name="left">The first time.</param>
    /// <param name="right">The second time.</param>
    /// <exception cref="OverflowException">The sum does not fit.</exception>
    public static SimTime operator +(SimTime left, SimTime right) => new(checked(left.Nanoseconds + right.Nanoseconds));

    /// <summary>The span from one time to another.</summary>
    /// <param name="left">The later time.</param>
    /// <param name="right">The earlier time.</param>
    /// <exception cref="OverflowException">The span does not fit.</exception>
    public static SimTime operator -(SimTime left, SimTime right) => new(checked(left.Nanoseconds - right.Nanoseconds));

    /// <summary>A span so many times as long.</summary>
    /// <param name="span">The span.</param>
    /// <param name="factor">How many times.</param>
    /// <exception cref="OverflowException">The span does not fit.</exception>
    public static SimTime operator *(SimTime span, long factor) => new(checked(span.Nanoseconds * factor));

    /// <summary>Whether one time is before another.</summary>
    /// <param name="left">The first time.</param>
    /// <param name="right">The second time.</param>
    public static bool operator <(SimTime left, SimTime right) => left.Nanoseconds < right.Nanoseconds;

    /// <summary>Whether one time is after another.</summary>
    /// <param name="left">The first time.</param>
    /// <param name="right">The second time.</param>
    public static bool operator >(SimTime left, SimTime right) => left.Nanoseconds > right.Nanoseconds;

    /// <summary>Whether one time is not after another.</summary>
    /// <param name="left">The first time.</param>
    /// <param name="right">The second time.</param>
    public static bool operator <=(SimTime left, SimTime right) => left.Nanoseconds <= right.Nanoseconds;

    /// <summary>Whether one time is not before another.</summary>
    /// <param name="left">The first time.</param>
    /// <param name="right">The second time.</param>
    public static bool operator >=(SimTime left, SimTime right) => left.Nanoseconds >= right.Nanoseconds;

    private static SimTime From(double count, double nanosecondsPerUnit)
    {
        double nanoseconds = Math.Round(count * nanosecondsPerUnit);
        if (!(Math.Abs(nanoseconds) < long.MaxValue))
        {
            throw new OverflowException($"a simulated time of {count.ToString(CultureInfo.InvariantCulture)} units does not fit");
        }

        return new SimTime((long)nanoseconds);
    }
}
