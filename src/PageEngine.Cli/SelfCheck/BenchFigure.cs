namespace PageEngine.Cli.SelfCheck;

/// <summary>One figure of this machine, beside what bounds it.</summary>
/// <param name="Name">A key for programs.</param>
/// <param name="Title">What was measured, for people.</param>
/// <param name="Value">The median.</param>
/// <param name="Unit">The unit of the value.</param>
internal sealed record BenchFigure(string Name, string Title, double Value, string Unit)
{
    /// <summary>What the figure is compared with, in words; empty where it stands alone.</summary>
    internal string LimitTitle { get; init; } = "";

    /// <summary>The figure as a multiple of its limit.</summary>
    internal double? Ratio { get; init; }

    /// <summary>What the ratio, or where there is none the value, should be; null where nothing is expected.</summary>
    internal double? Expected { get; init; }

    /// <summary>Whether the expectation is a ceiling, as for times, and not a floor.</summary>
    internal bool LessIsBetter { get; init; }

    /// <summary>Whether the machine does what is expected; null where nothing is expected.</summary>
    internal bool? IsAsExpected => Expected is not { } expected ? null
        : LessIsBetter ? (Ratio ?? Value) <= expected
        : (Ratio ?? Value) >= expected;
}
