namespace PageEngine.Simulation;

/// <summary>Hosts, the machines on them and the links between them, as a planner of moves sees them.</summary>
/// <remarks>Immutable. <see cref="FleetMeasurement"/> makes one of a simulation.</remarks>
/// <param name="Hosts">The hosts.</param>
/// <param name="Machines">The machines, running or not.</param>
/// <param name="Links">The links; hosts without one reach each other through their network cards alone.</param>
public sealed record Fleet(
    IReadOnlyList<FleetHost> Hosts, IReadOnlyList<FleetMachine> Machines, IReadOnlyList<FleetLink> Links)
{
    internal FleetHost HostOf(string name) =>
        Hosts.FirstOrDefault(host => host.Name == name)
            ?? throw new ArgumentException($"there is no host {name} in the fleet");

    internal FleetLink? LinkBetween(string first, string second) =>
        Links.FirstOrDefault(link => (link.First == first && link.Second == second)
            || (link.First == second && link.Second == first));
}
