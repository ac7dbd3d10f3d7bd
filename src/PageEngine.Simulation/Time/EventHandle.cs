namespace PageEngine.Simulation;

/// <summary>Names an event that was scheduled, to cancel it.</summary>
/// <param name="Slot">Where the queue keeps the event.</param>
/// <param name="Sequence">The sequence number of the event; tells it from later users of the slot.</param>
public readonly record struct EventHandle(int Slot, ulong Sequence);
