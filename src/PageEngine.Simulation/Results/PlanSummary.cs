namespace PageEngine.Simulation;

/// <summary>A plan and what came of it.</summary>
/// <remarks>Immutable.</remarks>
public sealed record PlanSummary
{
    /// <summary>The plan, with what it expected.</summary>
    public required MigrationPlan Plan { get; init; }

    /// <summary>When it was made and began.</summary>
    public required SimTime Begin { get; init; }

    /// <summary>The time until its last move ended; until the end of the run when it was not over.</summary>
    public required SimTime Makespan { get; init; }

    /// <summary>Whether all its moves were over.</summary>
    public required bool IsOver { get; init; }

    /// <summary>The moves that completed.</summary>
    public required int Completed { get; init; }

    internal static PlanSummary Of(MigrationPlanRun run) => new()
    {
        Plan = run.Plan,
        Begin = run.Begin,
        Makespan = run.Makespan,
        IsOver = run.IsOver,
        Completed = run.Steps.Count(static step => step.Move is { Stage: MigrationStage.Completed }),
    };
}
