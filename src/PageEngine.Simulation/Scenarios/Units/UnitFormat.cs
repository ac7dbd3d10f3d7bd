namespace PageEngine.Simulation;

/// <summary>
/// How a quantity stands in JSON: as a text with a unit and, where nobody can take it for another, as a number.
/// </summary>
internal sealed class UnitFormat
{
    private readonly Func<string, string> _check;

    private UnitFormat(
        string name, string expected, string example, string pattern, string? number, Func<string, string> check)
    {
        Name = name;
        Expected = expected;
        Example = example;
        Pattern = pattern;
        NumberType = number;
        _check = check;
    }

    internal static UnitFormat Size { get; } = Of("size", UnitText.Size, null);

    internal static UnitFormat Time { get; } = Of("time", UnitText.Time, null);

    internal static UnitFormat BitRate { get; } = Of("bitRate", UnitText.BitRate, "integer");

    internal static UnitFormat ByteRate { get; } = Of("byteRate", UnitText.ByteRate, "integer");

    internal static UnitFormat CountRate { get; } = Of("countRate", UnitText.CountRate, "integer");

    internal static UnitFormat Frequency { get; } = new(
        "frequency", UnitText.CountRate.Expected, UnitText.CountRate.Example, UnitText.CountRate.Pattern, "number",
        static text => UnitText.TryParseFrequency(text, out _, out string reason) ? "" : reason);

    internal static UnitFormat Share { get; } = new(
        "share", UnitText.ExpectedShare, "65 %", UnitText.SharePattern, "number",
        static text => UnitText.TryParseShare(text, out _, out string reason) ? "" : reason);

    internal static IReadOnlyList<UnitFormat> All { get; } =
        [Size, Time, BitRate, ByteRate, CountRate, Frequency, Share];

    /// <summary>The format that a converter reads; null for one that reads something else.</summary>
    internal static UnitFormat? OfConverter(Type? converter) =>
        converter == typeof(ShareConverter) ? Share
        : converter == typeof(FrequencyConverter) ? Frequency
        : converter == typeof(CountRateConverter) ? CountRate
        : converter == typeof(ByteRateConverter) ? ByteRate
        : converter == typeof(BitRateConverter) ? BitRate
        : null;

    /// <summary>The name of the format in a schema.</summary>
    internal string Name { get; }

    /// <summary>What stands there when it is right, for messages.</summary>
    internal string Expected { get; }

    /// <summary>A text that is right.</summary>
    internal string Example { get; }

    /// <summary>The texts that are right, as a regular expression.</summary>
    internal string Pattern { get; }

    /// <summary>
    /// The type of the numbers that are right as well, in the words of a schema; null when a unit is needed.
    /// </summary>
    internal string? NumberType { get; }

    /// <summary>What is wrong with a text; empty when nothing is.</summary>
    internal string ReasonAgainst(string text) => _check(text);

    private static UnitFormat Of(string name, UnitScale scale, string? number) => new(
        name, scale.Expected, scale.Example, scale.Pattern, number,
        text => scale.TryParse(text, out _, out string reason) ? "" : reason);
}
