namespace PageEngine.Simulation;

/// <summary>
/// The downtime of a move and its parts: the time from when the processors are paused on the source until they run on the
/// destination. What the network takes until it finds the machine again is not in it.
/// </summary>
/// <param name="Memory">Sending the pages that were left.</param>
/// <param name="DeviceState">Draining devices, sending registers and devices.</param>
/// <param name="Disks">Sending bitmaps of blocks, and blocks that cannot follow.</param>
/// <param name="Exchange">Waiting for the destination's word that it has everything.</param>
/// <param name="Activation">Starting the processors on the destination.</param>
public readonly record struct MigrationDowntime(
    SimTime Memory, SimTime DeviceState, SimTime Disks, SimTime Exchange, SimTime Activation)
{
    /// <summary>The whole downtime.</summary>
    public SimTime Total => Memory + DeviceState + Disks + Exchange + Activation;
}
