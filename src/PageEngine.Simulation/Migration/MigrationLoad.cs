namespace PageEngine.Simulation;

/// <summary>What the flow of a move carries at the moment.</summary>
internal enum MigrationLoad : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Pages of a round.</summary>
    Round,

    /// <summary>Pages that were left when the processors stopped.</summary>
    Rest,

    /// <summary>Registers and devices.</summary>
    DeviceState,

    /// <summary>Blocks of disks, while the machine runs on the source.</summary>
    DiskRound,

    /// <summary>Blocks of disks or bitmaps of them, while the processors stand still.</summary>
    DiskFrozen,

    /// <summary>Blocks of disks that follow a machine that runs on the destination.</summary>
    DiskFollowing,

    /// <summary>Pages that follow a machine that runs on the destination.</summary>
    Following,
}
