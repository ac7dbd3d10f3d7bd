namespace PageEngine.Simulation;

/// <summary>The stages of a move, in their order. Those before <see cref="Activation"/> leave the source in charge.</summary>
public enum MigrationStage
{
    /// <summary>The hosts agree that and how. Nothing is held; a failure leaves nothing behind.</summary>
    PreMigration,

    /// <summary>The destination takes overhead and frames for the machine; a failure gives them back.</summary>
    Reservation,

    /// <summary>Pages cross in rounds while the machine runs. A failure frees what the destination has received.</summary>
    IterativePreCopy,

    /// <summary>The processors stand still; what is left crosses. A failure lets them run on at the source.</summary>
    StopAndCopy,

    /// <summary>The destination confirms that it has everything. The last moment at which the source can go on.</summary>
    Commitment,

    /// <summary>The machine belongs to the destination and is about to run there. There is no way back.</summary>
    Activation,

    /// <summary>The machine runs on the destination and pages follow. Both hosts and the path are needed.</summary>
    PostCopy,

    /// <summary>The machine has moved.</summary>
    Completed,

    /// <summary>It was not moved, or was lost on the way; <see cref="Migration.FailureReason"/> says why.</summary>
    Failed,

    /// <summary>It was called off.</summary>
    Cancelled,
}
