namespace PageEngine.Simulation;

/// <summary>Every machine leaves a host, because it is to be worked on.</summary>
/// <remarks>Immutable.</remarks>
public sealed record EvacuateAction : PlanAction
{
    /// <summary>The name of the host.</summary>
    public required string Host { get; init; }

    internal override Placement Place(Fleet fleet) => Placements.Evacuate(fleet, Host, Headroom);
}
