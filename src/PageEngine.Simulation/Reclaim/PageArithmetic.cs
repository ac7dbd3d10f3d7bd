namespace PageEngine.Simulation;

/// <summary>Arithmetic on page counts that cannot overflow and gives the same on every machine.</summary>
internal static class PageArithmetic
{
    internal const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Whole pages in a fraction (0 or more) of a count; a part of a page is dropped.</summary>
    /// <remarks>
    /// A fraction such as 0.07 is not exact in binary. A product that lies within 2⁻⁴⁰ under a whole number is taken as
    /// that number, so that 7 % of 100 pages is 7 pages.
    /// </remarks>
    internal static ulong Scale(ulong pages, double fraction)
    {
        double exact = pages * fraction;
        double nearest = Math.Round(exact);
        double whole = Math.Abs(exact - nearest) <= nearest * (1.0 / (1L << 40)) ? nearest : Math.Floor(exact);
        return whole >= ulong.MaxValue ? ulong.MaxValue : (ulong)whole;
    }

    internal static ulong SubtractOrZero(ulong left, ulong right) => left > right ? left - right : 0;

    /// <summary>Adds, and stays at the largest number where the sum does not fit.</summary>
    internal static ulong AddOrMax(ulong left, ulong right) =>
        left > ulong.MaxValue - right ? ulong.MaxValue : left + right;

    /// <summary>Refuses anything but a finite number in a range, both ends included.</summary>
    internal static void ThrowIfOutside(double value, double min, double max, string name)
    {
        if (!(value >= min && value <= max))
        {
            throw new ArgumentOutOfRangeException(name, value, $"The value must lie between {min} and {max}.");
        }
    }

    /// <summary>Refuses anything but a number above 0 and below another.</summary>
    internal static void ThrowIfNotBelow(double value, double other, string name)
    {
        if (!(value > 0 && value < other))
        {
            throw new ArgumentOutOfRangeException(name, value, $"The value must be above 0 and below {other}.");
        }
    }
}
