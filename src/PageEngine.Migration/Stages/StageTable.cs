using static PageEngine.Migration.MigrationStage;
using static PageEngine.Migration.StageHoldings;

namespace PageEngine.Migration;

/// <summary>The stages of a migration: what holds in each, what leads from one to the other, what a failure leaves.</summary>
/// <remarks>
/// <para>
/// In every stage but <see cref="Lost"/> exactly one side owns the runnable copy of the guest. It changes hands once, on
/// the way from <see cref="Commitment"/> to <see cref="Activation"/> or from <see cref="StopAndCopy"/> to
/// <see cref="PostCopy"/>: at the moment when the source records that it has given the guest away. Before it every failure but
/// the death of the source leaves the guest running on the source with no write lost, since that never stopped having all
/// of it.
/// </para>
/// <code>
///                  Advance      StopGuest    CommitToPost  Cancel     LinkLost        SourceLost  DestLost   LinkRestored
/// PreMigration     Reservation  –            –             Cancelled  Cancelled       Lost        Cancelled  –
/// Reservation      PreCopy      StopAndCopy  –             Cancelled  Cancelled       Lost        Cancelled  –
/// PreCopy          –            StopAndCopy  –             Cancelled  Cancelled       Lost        Cancelled  –
/// StopAndCopy      Commitment   –            PostCopy      Cancelled  Cancelled       Lost        Cancelled  –
/// Commitment       Activation   –            –             Cancelled  Cancelled       Activation  Cancelled  –
/// Activation       Completed    –            –             –          Completed       Completed   Cancelled  –
/// PostCopy         Completed    –            –             –          PostCopyPaused  Lost        Lost       –
/// PostCopyPaused   –            –            –             –          –               Lost        Lost       PostCopy
/// </code>
/// <para>
/// A host counts as lost when it is known to be dead (fenced), not when it does not answer: that is a lost link. So in
/// <see cref="Commitment"/> the destination takes a guest over whose source is dead, and in <see cref="Activation"/> the
/// source, which keeps its copy until it hears that the guest runs, takes it back from a destination that is.
/// </para>
/// <para>
/// Source of the stages: Clark et al., "Live Migration of Virtual Machines", NSDI 2005, section 3.2. All members may be
/// called on any thread.
/// </para>
/// </remarks>
public static class StageTable
{
    private const MigrationStage No = (MigrationStage)(-1);

    private static readonly StageDescription[] Descriptions =
    [
        new(PreMigration, MigrationSide.Source, MigrationSide.Source, SourceMemory | Connection),
        new(Reservation, MigrationSide.Source, MigrationSide.Source, SourceMemory | Connection | DestinationMemory),
        new(PreCopy, MigrationSide.Source, MigrationSide.Source,
            SourceMemory | Connection | DestinationMemory | DirtyTracking),
        new(StopAndCopy, MigrationSide.Source, MigrationSide.None,
            SourceMemory | Connection | DestinationMemory | DirtyTracking),
        new(Commitment, MigrationSide.Source, MigrationSide.None,
            SourceMemory | Connection | DestinationMemory | DestinationCopy),
        new(Activation, MigrationSide.Destination, MigrationSide.None,
            SourceMemory | Connection | DestinationMemory | DestinationCopy),
        new(PostCopy, MigrationSide.Destination, MigrationSide.Destination,
            SourceMemory | Connection | DestinationMemory),
        new(PostCopyPaused, MigrationSide.Destination, MigrationSide.None, SourceMemory | DestinationMemory),
        new(Completed, MigrationSide.Destination, MigrationSide.Destination, DestinationMemory | DestinationCopy),
        new(Cancelled, MigrationSide.Source, MigrationSide.Source, SourceMemory),
        new(Lost, MigrationSide.None, MigrationSide.None, None),
    ];

    // A row for each stage, a column for each event, as in the remarks.
    private static readonly MigrationStage[][] Next =
    [
        [Reservation, No, No, Cancelled, Cancelled, Lost, Cancelled, No],
        [PreCopy, StopAndCopy, No, Cancelled, Cancelled, Lost, Cancelled, No],
        [No, StopAndCopy, No, Cancelled, Cancelled, Lost, Cancelled, No],
        [Commitment, No, PostCopy, Cancelled, Cancelled, Lost, Cancelled, No],
        [Activation, No, No, Cancelled, Cancelled, Activation, Cancelled, No],
        [Completed, No, No, No, Completed, Completed, Cancelled, No],
        [Completed, No, No, No, PostCopyPaused, Lost, Lost, No],
        [No, No, No, No, No, Lost, Lost, PostCopy],
        [No, No, No, No, No, No, No, No],
        [No, No, No, No, No, No, No, No],
        [No, No, No, No, No, No, No, No],
    ];

    /// <summary>All stages, in the order of their numbers.</summary>
    public static ReadOnlySpan<StageDescription> Stages => Descriptions;

    /// <summary>What is so in a stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stage.</exception>
    public static StageDescription Describe(MigrationStage stage)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)stage, (uint)Descriptions.Length, nameof(stage));
        return Descriptions[(int)stage];
    }

    /// <summary>Where an event leads from a stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="stageEvent">The event.</param>
    /// <param name="next">The next stage; the same one if the event has no place in it.</param>
    /// <returns>Whether the event has a place in the stage.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stage or event.</exception>
    public static bool TryMove(MigrationStage stage, StageEvent stageEvent, out MigrationStage next)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)stage, (uint)Descriptions.Length, nameof(stage));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
            (uint)stageEvent, (uint)Next[0].Length, nameof(stageEvent));
        MigrationStage found = Next[(int)stage][(int)stageEvent];
        next = found == No ? stage : found;
        return found != No;
    }

    /// <summary>What must be freed on the way from one stage to another.</summary>
    /// <param name="from">The stage that is left.</param>
    /// <param name="to">The stage that is entered.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stage.</exception>
    public static StageHoldings Released(MigrationStage from, MigrationStage to) =>
        Describe(from).Holdings & ~Describe(to).Holdings;

    /// <summary>What must be had on the way from one stage to another.</summary>
    /// <param name="from">The stage that is left.</param>
    /// <param name="to">The stage that is entered.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stage.</exception>
    public static StageHoldings Acquired(MigrationStage from, MigrationStage to) =>
        Describe(to).Holdings & ~Describe(from).Holdings;
}
