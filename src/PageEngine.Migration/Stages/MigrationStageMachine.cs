namespace PageEngine.Migration;

/// <summary>The stage of one migration, moved by events along <see cref="StageTable"/>.</summary>
/// <remarks>For one thread at a time. Allocates nothing.</remarks>
public sealed class MigrationStageMachine
{
    /// <summary>Makes a machine in a stage.</summary>
    /// <param name="stage">The stage to begin in: the first, unless a saved migration is taken up again.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stage.</exception>
    public MigrationStageMachine(MigrationStage stage = MigrationStage.PreMigration) =>
        Description = StageTable.Describe(stage);

    /// <summary>The stage.</summary>
    public MigrationStage Stage => Description.Stage;

    /// <summary>What is so in the stage.</summary>
    public StageDescription Description { get; private set; }

    /// <summary>Moves on with an event.</summary>
    /// <param name="stageEvent">The event.</param>
    /// <returns>Whether it had a place here; if not, the stage stays.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such event.</exception>
    public bool TryFire(StageEvent stageEvent)
    {
        bool isMoved = StageTable.TryMove(Stage, stageEvent, out MigrationStage next);
        Description = StageTable.Describe(next);
        return isMoved;
    }
}
