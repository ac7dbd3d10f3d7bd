namespace PageEngine.Simulation;

/// <summary>Is told what happened, many events at a time.</summary>
/// <remarks>
/// Observers are called between events, when the books are right. They may read everything and change nothing: whatever
/// would change the simulation throws while they run.
/// </remarks>
public interface ISimulationObserver
{
    /// <summary>Takes events in the order in which they happened.</summary>
    /// <param name="events">The events; valid during the call only.</param>
    public void OnEvents(ReadOnlySpan<SimulationEvent> events);
}
