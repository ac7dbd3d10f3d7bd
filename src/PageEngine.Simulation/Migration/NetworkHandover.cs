namespace PageEngine.Simulation;

/// <summary>What happens to the connections of a machine that moves to a host in another network (<see cref="HostSpec.Lan"/>).</summary>
/// <remarks>Within one network the machine keeps its address and announces its new port.</remarks>
public enum NetworkHandover
{
    /// <summary>Nothing: the address means nothing there, so all connections break.</summary>
    Break,

    /// <summary>The old host forwards what comes for the old address, for as long as it is there.</summary>
    Tunnel,

    /// <summary>Whoever is connected is told the new address, and sends there from then on.</summary>
    Redirect,
}
