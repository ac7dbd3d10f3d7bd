namespace PageEngine.Migration;

/// <summary>Decides when a pre-copy migration looks at the dirty log, when it stops the guest and when it gives up.</summary>
/// <remarks>
/// A policy is asked before every slice and after every sync, and sees nothing but the figures that it is given: no
/// clock, no other migration. An instance may remember what it was told, so it belongs to one migration and is for one
/// thread at a time.
/// </remarks>
public interface IStopPolicy
{
    /// <summary>The name, for reports: <c>qemu</c>, <c>xen</c>.</summary>
    public string Name { get; }

    /// <summary>Whether the sync at the start counts as a round, as QEMU's <c>dirty-sync-count</c> has it.</summary>
    public bool CountsSetupAsRound { get; }

    /// <summary>
    /// Whether from here on the answers depend on nothing but what is left and on rates, so that a migration that makes no
    /// progress never ends.
    /// </summary>
    /// <remarks>Not while a number of rounds, a time or a stall would still end it.</remarks>
    /// <param name="progress">Where the migration stands.</param>
    public bool IsSettled(in MigrationProgress progress);

    /// <summary>Decides.</summary>
    /// <remarks>The first question comes before anything was sent: with round 0 and the whole memory left.</remarks>
    /// <param name="progress">Where the migration stands.</param>
    /// <returns>What to do; with nothing left, a sync or (right after one) a stop happens whatever the answer.</returns>
    public StopDecision Decide(in MigrationProgress progress);
}
