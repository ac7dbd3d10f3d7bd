namespace PageEngine.Migration;

/// <summary>Where a migration stands between its start and its end.</summary>
public enum MigrationStage
{
    /// <summary>The two sides look whether the guest can move. Nothing is held.</summary>
    PreMigration = 0,

    /// <summary>The destination sets memory and a place for the guest aside.</summary>
    Reservation = 1,

    /// <summary>Memory is sent round by round while the guest runs on the source.</summary>
    PreCopy = 2,

    /// <summary>The vCPUs stand still; the rest of the memory and all state are sent.</summary>
    StopAndCopy = 3,

    /// <summary>The destination has everything and has said so; the source has not yet given the guest away.</summary>
    Commitment = 4,

    /// <summary>The guest is the destination's, which starts it and tells the network.</summary>
    Activation = 5,

    /// <summary>The guest runs on the destination while its pages are still coming.</summary>
    PostCopy = 6,

    /// <summary>The link of a post-copy is down: the guest waits on the destination for its pages.</summary>
    PostCopyPaused = 7,

    /// <summary>The guest runs on the destination, and the source holds nothing of it any more. An end.</summary>
    Completed = 8,

    /// <summary>The guest runs on the source as if nothing had been, and the destination holds nothing of it. An end.</summary>
    Cancelled = 9,

    /// <summary>The guest died with a host that alone had a part of it. An end.</summary>
    Lost = 10,
}
