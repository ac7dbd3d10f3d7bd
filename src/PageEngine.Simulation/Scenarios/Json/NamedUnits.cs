using System.Text.Json.Serialization.Metadata;

namespace PageEngine.Simulation;

/// <summary>
/// Properties with a unit in their names, of types that know nothing of scenarios: in a scenario
/// <c>periodNanoseconds</c> is <c>period</c>, and a time like all others; <c>bytesPerSecond</c> is a rate like all
/// others.
/// </summary>
internal static class NamedUnits
{
    private const string TimeSuffix = "Nanoseconds";
    private const string RateSuffix = "BytesPerSecond";

    /// <summary>The name of a property in a scenario.</summary>
    internal static string NameOf(JsonPropertyInfo property) =>
        FormatOf(property) == UnitFormat.Time ? property.Name[..^TimeSuffix.Length] : property.Name;

    /// <summary>The quantity that a property is by its name; null when it is none.</summary>
    internal static UnitFormat? FormatOf(JsonPropertyInfo property) =>
        property.CustomConverter is not null ? null
        : property.PropertyType == typeof(long) && property.Name.EndsWith(TimeSuffix, StringComparison.Ordinal)
            ? UnitFormat.Time
        : property.PropertyType == typeof(double)
            && property.Name.EndsWith(RateSuffix, StringComparison.OrdinalIgnoreCase)
            ? UnitFormat.ByteRate
        : null;

    /// <summary>The number that a text of such a property stands for.</summary>
    internal static long Parse(string text, UnitFormat format, out bool isRight)
    {
        if (format == UnitFormat.Time)
        {
            isRight = UnitText.TryParse(text, out SimTime time, out _);
            return time.Nanoseconds;
        }

        isRight = UnitText.TryParseByteRate(text, out long bytesPerSecond, out _);
        return bytesPerSecond;
    }

    /// <summary>A number as the text of such a property.</summary>
    internal static string Format(double number, UnitFormat format) => format == UnitFormat.Time
        ? UnitText.Time.Format((ulong)number)
        : UnitText.ByteRate.Format((ulong)number);
}
