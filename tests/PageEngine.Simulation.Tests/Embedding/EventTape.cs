namespace PageEngine.Simulation.Tests.Embedding;

/// <summary>Writes down everything that it is told.</summary>
internal sealed class EventTape : ISimulationObserver
{
    private readonly List<SimulationEvent> _events = [];

    internal IReadOnlyList<SimulationEvent> Events => _events;

    public void OnEvents(ReadOnlySpan<SimulationEvent> events) => _events.AddRange(events);

    internal EventTape Copy()
    {
        EventTape copy = new();
        copy._events.AddRange(_events);
        return copy;
    }
}
