using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>Machines leave hosts with much load until no host has much more than another.</summary>
/// <remarks>Immutable.</remarks>
public sealed record BalanceAction : PlanAction
{
    /// <summary>
    /// How far the most and the least load may be apart: the part of memory or processors that is used, 0 to 1.
    /// </summary>
    [JsonConverter(typeof(ShareConverter))]
    public double Threshold { get; init; } = 0.2;

    internal override Placement Place(Fleet fleet) => Placements.Balance(fleet, Threshold, Headroom);
}
