using PageEngine.Reports;
using PageEngine.Simulation;

namespace PageEngine.Cli.Simulating;

/// <summary>Writes the events of a run that people want to read about, in words.</summary>
internal sealed class EventWriter : ISimulationObserver
{
    // The report shows the first of them; the states of memory have a plot of their own there.
    private const int MostForReport = 200;

    /// <summary>The kinds of event that are written.</summary>
    internal static readonly EventFilter Filter = EventFilter.Of(
        EventKind.LifecycleChanged, EventKind.MemoryStateChanged, EventKind.GuestOutOfMemory, EventKind.HostOutOfMemory,
        EventKind.DeviceFailed, EventKind.BalloonStalled, EventKind.TaskEnded);

    private readonly EventLogSink _log;
    private readonly Dictionary<EntityId, SimulationEntity> _entities;
    private readonly List<RunEvent> _forReport = [];

    internal EventWriter(Simulation.Simulation simulation, EventLogSink log)
    {
        _log = log;
        _entities = simulation.Hosts.Concat<SimulationEntity>(simulation.VirtualMachines)
            .ToDictionary(static entity => entity.Id);
    }

    /// <summary>The first events, for the report.</summary>
    internal IReadOnlyList<RunEvent> ForReport => _forReport;

    /// <inheritdoc/>
    public void OnEvents(ReadOnlySpan<SimulationEvent> events)
    {
        foreach (SimulationEvent happened in events)
        {
            SimulationEntity entity = _entities[happened.Target];
            (string kind, string text) = Describe(happened, entity);
            RunEvent told = new(happened.Time.Nanoseconds, kind, entity.Name, text);
            _log.Append(told);
            if (happened.Kind != EventKind.MemoryStateChanged && _forReport.Count < MostForReport)
            {
                _forReport.Add(told);
            }
        }
    }

    private static (string Kind, string Text) Describe(in SimulationEvent happened, SimulationEntity entity) =>
        happened.Kind switch
        {
            EventKind.LifecycleChanged => ("lifecycle", DescribeLife(happened, entity)),
            EventKind.MemoryStateChanged => ("memory", $"{(MemoryState)happened.A} → {(MemoryState)happened.B}"),
            EventKind.GuestOutOfMemory => ("guest out of memory", $"the guest ended task {happened.A}"),
            EventKind.HostOutOfMemory => ("host out of memory", $"page {happened.A} could not be served"),
            EventKind.DeviceFailed => (
                "device", $"a {(happened.A == 1 ? "write" : "read")} of {Figures.Pages((ulong)happened.B)} failed"),
            EventKind.BalloonStalled => (
                "balloon", $"it holds {happened.B} of the {Figures.Pages((ulong)happened.A)} that it is asked for"),
            _ => ("task", $"task {happened.A} has ended"),
        };

    private static string DescribeLife(in SimulationEvent happened, SimulationEntity entity)
    {
        string text = $"{(VmState)happened.A} → {(VmState)happened.B}";
        bool isCrash = (VmState)happened.B == VmState.Crashed;
        return isCrash && entity is VirtualMachine { CrashReason: { } reason } ? $"{text}: {reason}" : text;
    }
}
