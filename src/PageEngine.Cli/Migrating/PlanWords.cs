using System.Globalization;
using PageEngine.Simulation;

namespace PageEngine.Cli.Migrating;

/// <summary>Plans in words.</summary>
internal static class PlanWords
{
    /// <summary>The word for why machines move.</summary>
    internal static string NameOf(MoveTrigger trigger) => trigger switch
    {
        MoveTrigger.Maintenance => "maintenance",
        MoveTrigger.LoadBalance => "load balance",
        MoveTrigger.Consolidation => "consolidation",
        MoveTrigger.Performance => "performance",
        _ => "command",
    };

    /// <summary>What was planned and what came of it, in a sentence.</summary>
    internal static string Describe(PlanSummary plan)
    {
        string what = $"Plan at {Figures.Time(plan.Begin)}, {NameOf(plan.Plan.Trigger)}";
        if (plan.Plan.Moves.Count == 0)
        {
            return $"{what}: nothing moves.";
        }

        int hopeless = plan.Plan.Moves.Count(static move => !move.Expected.Converges);
        string warning = hopeless == 0
            ? ""
            : $" {Figures.Counted(hopeless, "move")} not expected to converge: "
                + plan.Plan.Moves.First(static move => !move.Expected.Converges).Expected.Advice;
        string end = plan.IsOver ? "" : ", and was not over";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {Figures.Counted(plan.Plan.Moves.Count, "move")}, {plan.Plan.Parallel} at a time; "
            + $"expected {Figures.Time(plan.Plan.Makespan)} in all, {new ByteSize(plan.Plan.Bytes)} and downtimes of "
            + $"{Figures.Time(plan.Plan.Downtime)} in sum; it took {Figures.Time(plan.Makespan)}{end}; "
            + $"{plan.Completed} of {plan.Plan.Moves.Count} completed.{warning}");
    }

    /// <summary>When the plan of a move began; zero for a move without one.</summary>
    internal static SimTime BeginOf(MigrationSummary move, ScenarioResult result) =>
        move.Planned is { } planned
            ? result.Plans.First(plan => plan.Plan.Moves.Contains(planned)).Begin
            : SimTime.Zero;
}
