using System.Text.Json;
using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>Reads and writes the members of an enumeration by name, <c>likeThis</c>, and never by number.</summary>
internal sealed class CamelCaseEnumConverter<T>()
    : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
