namespace PageEngine.Simulation;

/// <summary>Moves in the order in which they begin, and what is expected of them together.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="Trigger">Why machines move.</param>
/// <param name="Moves">The moves, in the order in which they begin.</param>
/// <param name="Refusals">The machines that should move and cannot.</param>
/// <param name="Parallel">The most moves at a time.</param>
/// <param name="ParallelPerHost">The most moves at a time that a host sends, and that it receives.</param>
/// <param name="Makespan">The time from the beginning of the first move to the end of the last, as expected.</param>
public sealed record MigrationPlan(
    MoveTrigger Trigger,
    IReadOnlyList<PlannedMove> Moves,
    IReadOnlyList<MoveRefusal> Refusals,
    int Parallel,
    int ParallelPerHost,
    SimTime Makespan)
{
    /// <summary>The bytes that are expected to cross.</summary>
    public ulong Bytes => (ulong)Moves.Sum(static move => (long)move.Expected.Bytes);

    /// <summary>The downtimes that are expected, in sum.</summary>
    public SimTime Downtime => new(Moves.Sum(static move => move.Expected.Downtime.Nanoseconds));
}
