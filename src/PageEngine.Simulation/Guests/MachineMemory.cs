namespace PageEngine.Simulation;

/// <summary>The memory of one machine as its host sees it: how much there is of it and where, and how to take some back.</summary>
/// <remarks>All counts are pages.</remarks>
internal abstract class MachineMemory
{
    /// <summary>The pages that the guest sees.</summary>
    public abstract ulong PageCount { get; }

    /// <summary>Pages that are backed by a frame, shared ones counted whole.</summary>
    internal abstract ulong Resident { get; }

    /// <summary>Pages whose frames scans gave back because they held zeros.</summary>
    internal abstract ulong Zero { get; }

    /// <summary>Pages on the host's swap device.</summary>
    internal abstract ulong Swapped { get; }

    /// <summary>Pages in the compression cache.</summary>
    internal abstract ulong Compressed { get; }

    /// <summary>Sets the moment at which pages are taken.</summary>
    internal abstract void SetClock(SimTime now);

    /// <summary>Takes frames from the machine by compressing and swapping its pages.</summary>
    /// <param name="frames">The frames wanted.</param>
    /// <param name="floorPages">The pages that the machine keeps in memory, whatever is wanted.</param>
    /// <param name="rungs">Which means are allowed.</param>
    /// <param name="outcome">What it took.</param>
    /// <returns>The frames that became free.</returns>
    internal abstract ulong Reclaim(ulong frames, ulong floorPages, ReclaimRungs rungs, ref AccessOutcome outcome);

    /// <summary>Gives every frame, swap slot and cache slot of the machine back.</summary>
    internal abstract void Release();

    internal abstract void CheckInvariants();

    internal abstract void Save(StateWriter writer);

    internal abstract void Load(StateReader reader);
}
