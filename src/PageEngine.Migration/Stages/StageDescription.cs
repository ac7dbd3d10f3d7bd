namespace PageEngine.Migration;

/// <summary>What is so in a stage.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Owner">Whose copy of the guest is the runnable one; none only when the guest is lost.</param>
/// <param name="RunsOn">Where the vCPUs run; none while they stand still.</param>
/// <param name="Holdings">What the hosts hold.</param>
public readonly record struct StageDescription(
    MigrationStage Stage, MigrationSide Owner, MigrationSide RunsOn, StageHoldings Holdings)
{
    /// <summary>Whether nothing comes after it.</summary>
    public bool IsEnd => Stage is MigrationStage.Completed or MigrationStage.Cancelled or MigrationStage.Lost;
}
