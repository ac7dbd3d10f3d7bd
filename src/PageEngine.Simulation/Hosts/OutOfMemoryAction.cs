namespace PageEngine.Simulation;

/// <summary>What a host does when a machine needs a frame and none can be had.</summary>
public enum OutOfMemoryAction
{
    /// <summary>
    /// The machine that holds the most frames beyond its reservation crashes, as the out-of-memory killer of Linux picks
    /// it; one that is at its own limit crashes itself.
    /// </summary>
    EndLargest,

    /// <summary>The machine that needs the frame crashes.</summary>
    EndFaulting,

    /// <summary>The machine that needs the frame is paused, as QEMU does on a full disk (<c>werror=stop</c>).</summary>
    /// <remarks>One that is booting tries again every millisecond: there is nothing to resume yet.</remarks>
    PauseFaulting,

    /// <summary>The embedding program decides: <see cref="Simulation.PendingDecision"/>.</summary>
    Ask,
}
