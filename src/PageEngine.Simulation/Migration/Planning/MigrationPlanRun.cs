namespace PageEngine.Simulation;

/// <summary>Carries out a plan: begins moves in their order, as many at a time as the plan says.</summary>
/// <remarks>
/// The embedding program lets time pass; it stops at <see cref="Watched"/> events and calls <see cref="Continue"/>. A
/// move that the hosts refuse for want of room waits for moves that are under way, and is refused when there are none.
/// One thread at a time, with everything else of the simulation.
/// </remarks>
public sealed class MigrationPlanRun
{
    private readonly Simulation _simulation;
    private readonly PlanStep[] _steps;

    /// <summary>Makes ready to carry out a plan; nothing begins before <see cref="Continue"/>.</summary>
    /// <param name="simulation">The simulation.</param>
    /// <param name="plan">The plan.</param>
    public MigrationPlanRun(Simulation simulation, MigrationPlan plan)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        ArgumentNullException.ThrowIfNull(plan);
        _simulation = simulation;
        Plan = plan;
        Begin = simulation.Now;
        _steps = [.. plan.Moves.Select(static move => new PlanStep(move))];
    }

    /// <summary>The events after which a plan may go on.</summary>
    public static EventFilter Watched { get; } = EventFilter.Of(EventKind.MigrationStageChanged);

    /// <summary>The plan.</summary>
    public MigrationPlan Plan { get; }

    /// <summary>When it began.</summary>
    public SimTime Begin { get; }

    /// <summary>The moves, in the order of the plan.</summary>
    public IReadOnlyList<PlanStep> Steps => _steps;

    /// <summary>Whether all moves are over.</summary>
    public bool IsOver => Array.TrueForAll(_steps, static step => step.IsOver);

    /// <summary>The time from the beginning to the end of the last move; until now while any is under way.</summary>
    public SimTime Makespan
    {
        get
        {
            SimTime end = Begin;
            foreach (PlanStep step in _steps)
            {
                end = step.Move is not { } move ? end
                    : SimTime.Max(end, move.IsOver ? move.Report.Begin + move.Report.TotalTime : _simulation.Now);
            }

            return end - Begin;
        }
    }

    /// <summary>Begins the moves whose turn it is.</summary>
    /// <returns>The moves that began.</returns>
    public IReadOnlyList<Migration> Continue()
    {
        List<Migration> begun = [];
        foreach (PlanStep step in _steps)
        {
            if (CountUnderWay(static _ => true) >= Plan.Parallel)
            {
                break;
            }

            if (step.Waits && MayBegin(step) && TryBegin(step) is { } move)
            {
                begun.Add(move);
            }
        }

        return begun;
    }

    private bool MayBegin(PlanStep step) =>
        CountUnderWay(other => other.Planned.From == step.Planned.From) < Plan.ParallelPerHost
        && CountUnderWay(other => other.Planned.To == step.Planned.To) < Plan.ParallelPerHost;

    private Migration? TryBegin(PlanStep step)
    {
        PlannedMove planned = step.Planned;
        VirtualMachine? machine =
            _simulation.VirtualMachines.FirstOrDefault(candidate => candidate.Name == planned.Machine);
        SimulatedHost? host = _simulation.Hosts.FirstOrDefault(candidate => candidate.Name == planned.To);
        if (machine is null || host is null)
        {
            step.Refusal = new Refusal(
                machine is null ? RefusalReason.WrongState : RefusalReason.NoHost,
                machine is null ? $"machine {planned.Machine} is destroyed" : $"host {planned.To} is not there");
            return null;
        }

        step.Move = machine.TryMigrateTo(host, planned.How, out Refusal? refusal);
        bool mayWait = refusal is { Reason: RefusalReason.NoMemory or RefusalReason.NotAdmitted }
            && CountUnderWay(static _ => true) > 0;
        step.Refusal = mayWait ? null : refusal;
        return step.Move;
    }

    private int CountUnderWay(Func<PlanStep, bool> isMeant) =>
        _steps.Count(step => step.Move is { IsOver: false } && isMeant(step));
}
