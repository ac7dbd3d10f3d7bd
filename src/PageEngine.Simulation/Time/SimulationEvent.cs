namespace PageEngine.Simulation;

/// <summary>Something that happens at a moment: plain data, so that it can be saved, compared and hashed.</summary>
/// <param name="Time">When it happens.</param>
/// <param name="Priority">Among events of one time the smallest is first.</param>
/// <param name="Sequence">Among events of one time and priority the one that was scheduled first is first.</param>
/// <param name="Kind">What happens.</param>
/// <param name="Target">Whom it happens to.</param>
/// <param name="A">The first number; its meaning is that of <paramref name="Kind"/>.</param>
/// <param name="B">The second number; its meaning is that of <paramref name="Kind"/>.</param>
public readonly record struct SimulationEvent(
    SimTime Time, short Priority, ulong Sequence, EventKind Kind, EntityId Target, long A, long B);
