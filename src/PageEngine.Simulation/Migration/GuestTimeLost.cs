namespace PageEngine.Simulation;

/// <summary>Processor time that a move has taken from the guest while it ran, summed over its processors.</summary>
/// <param name="Tracking">First writes to tracked pages.</param>
/// <param name="Throttling">Throttles and dirty limits.</param>
/// <param name="Faults">Waits for pages that were not there yet.</param>
/// <param name="Disks">Waits for writes that went to both disks, and for blocks that were not there yet.</param>
public readonly record struct GuestTimeLost(SimTime Tracking, SimTime Throttling, SimTime Faults, SimTime Disks)
{
    /// <summary>The sum.</summary>
    public SimTime Total => Tracking + Throttling + Faults + Disks;
}
