namespace PageEngine.Migration;

/// <summary>What moves a migration from one stage to another.</summary>
public enum StageEvent
{
    /// <summary>The stage has done its work.</summary>
    Advance = 0,

    /// <summary>The vCPUs are stopped for the last part, after rounds or without any.</summary>
    StopGuest = 1,

    /// <summary>The state is over and the source gives the guest away before its memory is.</summary>
    CommitToPostCopy = 2,

    /// <summary>Somebody does not want it any more, or a side has no room or cannot go on.</summary>
    Cancel = 3,

    /// <summary>The connection between the hosts is gone.</summary>
    LinkLost = 4,

    /// <summary>The source is known to be dead.</summary>
    SourceLost = 5,

    /// <summary>The destination is known to be dead.</summary>
    DestinationLost = 6,

    /// <summary>The connection is there again.</summary>
    LinkRestored = 7,
}
