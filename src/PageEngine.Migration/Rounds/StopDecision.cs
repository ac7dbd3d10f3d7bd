namespace PageEngine.Migration;

/// <summary>What a stop policy wants next.</summary>
public enum StopDecision
{
    /// <summary>Go on: send the next slice, and look at the dirty log once nothing is left.</summary>
    Send = 0,

    /// <summary>Look at the dirty log now, although pages still wait. Right after a look it means the same as send.</summary>
    Sync = 1,

    /// <summary>Stop the vCPUs, look at the dirty log a last time and send what is left.</summary>
    Stop = 2,

    /// <summary>Stop the vCPUs, run them on the destination and send what is left after that.</summary>
    SwitchToPostCopy = 3,

    /// <summary>Cancel: the guest stays on the source.</summary>
    GiveUp = 4,
}
