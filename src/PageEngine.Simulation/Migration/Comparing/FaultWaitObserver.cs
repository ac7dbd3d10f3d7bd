namespace PageEngine.Simulation;

/// <summary>Notes how long processors wait for pages while a machine runs on its new host and pages follow.</summary>
internal sealed class FaultWaitObserver : ISimulationObserver
{
    private readonly List<SimTime> _waits = [];
    private bool _follows;

    internal static EventFilter Filter { get; } = EventFilter.Of(EventKind.HostFault, EventKind.MigrationStageChanged);

    internal IReadOnlyList<SimTime> Waits => _waits;

    /// <summary>Whose faults and which move.</summary>
    internal required EntityId Machine { get; init; }

    internal required EntityId Move { get; init; }

    /// <inheritdoc/>
    public void OnEvents(ReadOnlySpan<SimulationEvent> events)
    {
        foreach (SimulationEvent happened in events)
        {
            if (happened.Kind == EventKind.MigrationStageChanged && happened.Target == Move)
            {
                _follows = (MigrationStage)happened.B == MigrationStage.PostCopy;
            }
            else if (_follows && happened.Kind == EventKind.HostFault && happened.Target == Machine)
            {
                _waits.Add(new SimTime(happened.B));
            }
        }
    }
}
