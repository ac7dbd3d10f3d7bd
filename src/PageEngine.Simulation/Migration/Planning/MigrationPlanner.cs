namespace PageEngine.Simulation;

/// <summary>Orders many moves over shared links, and says what it expects before they begin.</summary>
/// <remarks>Pure: the same fleet gives the same plan. All members may be called on any thread.</remarks>
public static class MigrationPlanner
{
    /// <summary>Orders the moves of a placement.</summary>
    /// <remarks>
    /// Moves begin longest first, each when its destination has room for it: what has come is counted at once, what
    /// leaves is counted when it has left. Of all numbers of moves at a time, up to the limit, the one is taken with
    /// which the last move is expected to end first: moves that share a link are each slower and send more pages again.
    /// </remarks>
    /// <param name="fleet">The fleet.</param>
    /// <param name="placement">The machines and their new hosts.</param>
    /// <param name="options">How; the defaults when left out.</param>
    /// <exception cref="ArgumentException">
    /// An option makes no sense, or a move names a host that is not there.
    /// </exception>
    public static MigrationPlan Plan(Fleet fleet, Placement placement, PlanOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        ArgumentNullException.ThrowIfNull(placement);
        options ??= new PlanOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Parallel, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ParallelPerHost, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfEqual(options.Headroom is >= 0 and <= 1, false, nameof(options));
        MoveForecaster forecaster = new();
        PlanSchedule? best = null;
        IReadOnlyList<PlannedMove> moves = [];
        int parallel = 1;
        int most = Math.Min(options.Parallel, Math.Max(1, placement.Moves.Count));
        for (int count = 1; count <= most; count++)
        {
            PlanSchedule schedule = new(fleet, placement.Moves, options, count, forecaster);
            IReadOnlyList<PlannedMove> planned = schedule.Run();
            if (best is null || IsBetter(schedule, best))
            {
                (best, moves, parallel) = (schedule, planned, count);
            }
        }

        IEnumerable<MoveRefusal> stuck = best!.Stuck.Select(static move => new MoveRefusal(
            move.Machine.Name,
            new Refusal(
                RefusalReason.NoMemory,
                $"host {move.To} has no room for machine {move.Machine.Name} at any time of the plan")));
        return new MigrationPlan(
            placement.Trigger, moves, [.. placement.Refusals, .. stuck], parallel, options.ParallelPerHost,
            SimTime.FromSeconds(best.Makespan));
    }

    private static bool IsBetter(PlanSchedule schedule, PlanSchedule best)
    {
        const double LeastGain = 1e-3;
        return schedule.Stuck.Count < best.Stuck.Count
            || (schedule.Stuck.Count == best.Stuck.Count && schedule.Makespan < best.Makespan * (1 - LeastGain));
    }
}
