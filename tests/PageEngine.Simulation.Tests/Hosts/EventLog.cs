namespace PageEngine.Simulation.Tests.Hosts;

/// <summary>Keeps the events that it sees.</summary>
internal sealed class EventLog : ISimulationObserver
{
    private readonly List<SimulationEvent> _events = [];

    internal IReadOnlyList<SimulationEvent> Events => _events;

    /// <summary>Keeps the events of some kinds for as long as the simulation lives.</summary>
    internal static EventLog Of(Simulation simulation, params ReadOnlySpan<EventKind> kinds)
    {
        EventLog log = new();
        _ = simulation.Observe(log, EventFilter.Of(kinds));
        return log;
    }

    internal int CountOf(EventKind kind) => _events.Count(happened => happened.Kind == kind);

    public void OnEvents(ReadOnlySpan<SimulationEvent> events) => _events.AddRange(events);
}
