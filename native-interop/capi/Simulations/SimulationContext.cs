using PageEngine.Simulation;

namespace PageEngine.CApi;

/// <summary>A simulation and the handles of its hosts; the lock of everything in it.</summary>
internal sealed class SimulationContext(Simulation.Simulation simulation)
{
    internal Simulation.Simulation Simulation { get; } = simulation;

    /// <summary>The handles of hosts, for reports that name one.</summary>
    internal Dictionary<SimulatedHost, ulong> Hosts { get; } = [];
}
