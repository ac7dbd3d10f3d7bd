using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>
/// Machines leave hosts on which they wait too much for memory, or whose processors are asked for too much.
/// </summary>
/// <remarks>Immutable.</remarks>
public sealed record RelieveAction : PlanAction
{
    /// <summary>The part of its time that a machine may wait for the memory of its host, 0 to 1.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double StallShare { get; init; } = 0.05;

    /// <summary>
    /// The most load of a host: of processors where machines leave, of anything where they go to, 0 to 1.
    /// </summary>
    [JsonConverter(typeof(ShareConverter))]
    public double Ceiling { get; init; } = 0.8;

    internal override Placement Place(Fleet fleet) => Placements.Relieve(fleet, StallShare, Ceiling, Headroom);
}
