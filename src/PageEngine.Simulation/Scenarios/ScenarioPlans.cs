namespace PageEngine.Simulation;

/// <summary>The plans of a scenario: machines are watched, a plan is made, and it is carried out.</summary>
internal sealed class ScenarioPlans(Simulation simulation)
{
    // Looks at the dirty logs within the time of measuring: the half says how fast the pages of the whole run out.
    private static readonly double[] Looks = [0.1, 0.25, 0.5, 1];

    private readonly List<Watching> _watching = [];
    private readonly List<MigrationPlanRun> _runs = [];

    /// <summary>The plans that were made, in their order.</summary>
    internal IReadOnlyList<MigrationPlanRun> Runs => _runs;

    /// <summary>When there is something to do; <see cref="SimTime.Never"/> when there is not.</summary>
    internal SimTime NextTime
    {
        get
        {
            SimTime next = SimTime.Never;
            foreach (Watching watching in _watching)
            {
                next = SimTime.Min(next, watching.Next);
            }

            return next;
        }
    }

    /// <summary>The events after which <see cref="GoOn"/> is to be called.</summary>
    internal EventFilter Watched =>
        _runs.Exists(static run => !run.IsOver) ? MigrationPlanRun.Watched : EventFilter.None;

    /// <summary>Begins to watch for a plan.</summary>
    internal void Begin(PlanAction action) =>
        _watching.Add(new Watching(action, simulation.Now, new FleetMeasurement(simulation)));

    /// <summary>Looks, makes plans whose time has come, and begins moves whose turn it is.</summary>
    /// <returns>What was refused.</returns>
    internal IReadOnlyList<(string Machine, Refusal Refusal)> GoOn(List<Migration> moves)
    {
        List<(string, Refusal)> refused = [];
        for (int i = 0; i < _watching.Count; i++)
        {
            Watching watching = _watching[i];
            if (watching.Next <= simulation.Now && watching.Look(simulation.Now))
            {
                _watching.RemoveAt(i--);
                MigrationPlan plan = Make(watching);
                refused.AddRange(plan.Refusals.Select(static refusal => (refusal.Machine, refusal.Refusal)));
                _runs.Add(new MigrationPlanRun(simulation, plan));
            }
        }

        foreach (MigrationPlanRun run in _runs.Where(static run => !run.IsOver))
        {
            PlanStep[] waiting = [.. run.Steps.Where(static step => step.Waits)];
            moves.AddRange(run.Continue());
            refused.AddRange(waiting.Where(static step => step.Refusal is not null)
                .Select(static step => (step.Planned.Machine, step.Refusal!)));
        }

        return refused;
    }

    private static MigrationPlan Make(Watching watching)
    {
        using FleetMeasurement measurement = watching.Measurement;
        Fleet fleet = measurement.ToFleet();
        return MigrationPlanner.Plan(fleet, watching.Action.Place(fleet), watching.Action.Options);
    }

    /// <summary>A plan for which machines are watched.</summary>
    private sealed class Watching(PlanAction action, SimTime begin, FleetMeasurement measurement)
    {
        private int _look;

        internal PlanAction Action => action;

        internal FleetMeasurement Measurement => measurement;

        internal SimTime Next => begin + new SimTime((long)(action.Measure.Nanoseconds * Looks[_look]));

        /// <summary>Looks as often as is due. True when that was the last time.</summary>
        internal bool Look(SimTime now)
        {
            measurement.Look();
            while (_look < Looks.Length && Next <= now)
            {
                _look++;
                if (_look == Looks.Length)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
