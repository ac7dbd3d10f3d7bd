namespace PageEngine.Migration;

/// <summary>What the driver of a pre-copy migration is to do next.</summary>
public enum PreCopyActionKind
{
    /// <summary>Send pages that wait, then call <see cref="PreCopyController.RecordSent"/>.</summary>
    Send = 0,

    /// <summary>
    /// Take the dirty log, add it to the pages that wait, then call <see cref="PreCopyController.RecordSync"/>.
    /// </summary>
    Sync = 1,

    /// <summary>Throttle the vCPUs to <see cref="PreCopyAction.ThrottlePercent"/>.</summary>
    Throttle = 2,

    /// <summary>Hold each vCPU to <see cref="PreCopyAction.DirtyBytesPerSecond"/>.</summary>
    LimitDirtyRate = 3,

    /// <summary>Stop the vCPUs, take the dirty log a last time, and send all that waits. The last action.</summary>
    Stop = 4,

    /// <summary>Stop the vCPUs, run them on the destination, and send all that waits. The last action.</summary>
    SwitchToPostCopy = 5,

    /// <summary>Cancel. The last action.</summary>
    GiveUp = 6,
}
