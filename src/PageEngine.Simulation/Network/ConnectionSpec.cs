using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>Somebody on the network who talks to a machine.</summary>
/// <param name="Name">The name, one of its kind in the machine.</param>
/// <remarks>Immutable.</remarks>
public sealed record ConnectionSpec(string Name)
{
    /// <summary>The packets that come for the machine in a second.</summary>
    [JsonConverter(typeof(FrequencyConverter))]
    public double PacketsPerSecond { get; init; } = 100;

    /// <summary>How long the other side waits for an answer before it gives the connection up, above 0.</summary>
    public SimTime Timeout { get; init; } = SimTime.FromSeconds(30);
}
