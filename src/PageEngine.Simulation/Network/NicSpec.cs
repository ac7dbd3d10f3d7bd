using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>A network card.</summary>
public sealed record NicSpec
{
    /// <summary>The bits that it sends in a second, and receives in a second, 1 or more.</summary>
    [JsonConverter(typeof(BitRateConverter))]
    public long BitsPerSecond { get; init; } = 10_000_000_000;
}
