using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>Machines leave hosts that others can stand in for, so that these can be switched off.</summary>
/// <remarks>Immutable.</remarks>
public sealed record ConsolidateAction : PlanAction
{
    /// <summary>
    /// The name of the host that is emptied; null for as many as can be, those with the least load first.
    /// </summary>
    public string? Host { get; init; }

    /// <summary>
    /// The most load that another host may have afterwards: the part of memory or processors that is used, 0 to 1.
    /// </summary>
    [JsonConverter(typeof(ShareConverter))]
    public double Ceiling { get; init; } = 0.8;

    internal override Placement Place(Fleet fleet) => Placements.Consolidate(fleet, Ceiling, Host, Headroom);
}
