using System.Globalization;

namespace PageEngine.Reports;

/// <summary>Digits for people, in the invariant culture.</summary>
internal static class NumberText
{
    /// <summary>Three digits that matter; very large and very small numbers with a power of ten.</summary>
    internal static string Significant(double value)
    {
        double size = Math.Abs(value);
        string format = size switch
        {
            0 => "0",
            < 0.001 => "0.##e0",
            < 1 => "0.###",
            < 10 => "0.##",
            < 100 => "0.#",
            < 1e6 => "0",
            _ => "0.##e0",
        };
        return WithoutSignedZero(value.ToString(format, CultureInfo.InvariantCulture));
    }

    /// <summary>A number with so many decimals.</summary>
    internal static string Fixed(double value, int decimals) => WithoutSignedZero(
        value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    /// <summary>A number with a power of ten and at most so many decimals.</summary>
    internal static string Power(double value, int decimals) => WithoutSignedZero(
        value.ToString($"0.{new string('#', decimals)}e0", CultureInfo.InvariantCulture));

    // A coordinate in a drawing: hundredths of a pixel are seen by nobody.
    internal static string Coordinate(double value) =>
        WithoutSignedZero(value.ToString("0.##", CultureInfo.InvariantCulture));

    private static string WithoutSignedZero(string text) =>
        text.StartsWith('-') && !text.AsSpan().ContainsAnyInRange('1', '9') ? text[1..] : text;
}
