using System.Text.Json.Serialization.Metadata;

namespace PageEngine.Simulation;

/// <summary>
/// Properties with a unit in their names, of types that know nothing of scenarios: in a scenario <c>periodNanoseconds</c>
/// is <c>period</c>, and a time like all others.
/// </summary>
internal static class NamedUnits
{
    private const string Suffix = "Nanoseconds";

    /// <summary>Whether a property is a number of nanoseconds.</summary>
    internal static bool IsTime(JsonPropertyInfo property) =>
        property.PropertyType == typeof(long) && property.Name.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>The name of a property in a scenario.</summary>
    internal static string NameOf(JsonPropertyInfo property) =>
        IsTime(property) ? property.Name[..^Suffix.Length] : property.Name;
}
