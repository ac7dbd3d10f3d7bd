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
        EventKind.DeviceFailed, EventKind.BalloonStalled, EventKind.TaskEnded, EventKind.MigrationStageChanged,
        EventKind.LinkChanged, EventKind.HostChanged);

    private readonly EventLogSink _log;
    private readonly Simulation.Simulation _simulation;
    private readonly Dictionary<EntityId, SimulationEntity> _entities;
    private readonly List<RunEvent> _forReport = [];

    internal EventWriter(Simulation.Simulation simulation, EventLogSink log)
    {
        _log = log;
        _simulation = simulation;
        _entities = simulation.Hosts.Concat<SimulationEntity>(simulation.VirtualMachines).Concat(simulation.Links)
            .ToDictionary(static entity => entity.Id);
    }

    /// <summary>The first events, for the report.</summary>
    internal IReadOnlyList<RunEvent> ForReport => _forReport;

    /// <inheritdoc/>
    public void OnEvents(ReadOnlySpan<SimulationEvent> events)
    {
        foreach (SimulationEvent happened in events)
        {
            if (Find(happened.Target) is not { } entity)
            {
                continue;
            }

            (string kind, string text) = Describe(happened, entity);
            RunEvent told = new(happened.Time.Nanoseconds, kind, entity.Name, text);
            _log.Append(told);
            if (happened.Kind != EventKind.MemoryStateChanged && _forReport.Count < MostForReport)
            {
                _forReport.Add(told);
            }
        }
    }

    /// <summary>
    /// Who an event is about. Moves come up as the simulation goes on, and one of a destroyed machine is gone.
    /// </summary>
    private SimulationEntity? Find(EntityId id)
    {
        if (!_entities.TryGetValue(id, out SimulationEntity? entity)
            && _simulation.Migrations.FirstOrDefault(move => move.Id == id) is { } found)
        {
            entity = found;
            _entities.Add(id, entity);
        }

        return entity;
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
            EventKind.MigrationStageChanged => ("migration", DescribeMove(happened, entity)),
            EventKind.LinkChanged => ("link", happened.A == 1 ? "it is up" : "it is down"),
            EventKind.HostChanged => ("host", happened.A == 1 ? "it is back" : "it has failed"),
            _ => ("task", $"task {happened.A} has ended"),
        };

    private static string DescribeLife(in SimulationEvent happened, SimulationEntity entity)
    {
        string text = $"{(VmState)happened.A} → {(VmState)happened.B}";
        bool isCrash = (VmState)happened.B == VmState.Crashed;
        return isCrash && entity is VirtualMachine { CrashReason: { } reason } ? $"{text}: {reason}" : text;
    }

    private static string DescribeMove(in SimulationEvent happened, SimulationEntity entity)
    {
        string text = happened.A == happened.B
            ? "it stands still"
            : $"{(MigrationStage)happened.A} → {(MigrationStage)happened.B}";
        bool hasFailed = (MigrationStage)happened.B == MigrationStage.Failed;
        return hasFailed && entity is Simulation.Migration { FailureReason: { } reason } ? $"{text}: {reason}" : text;
    }
}
