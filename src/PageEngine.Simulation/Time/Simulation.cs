using System.Diagnostics;

namespace PageEngine.Simulation;

/// <summary>Hosts, virtual machines and their memory in virtual time; the embedding program owns the clock.</summary>
/// <remarks>
/// <para>No statics, no threads, no wall clock: two simulations in one process know nothing of each other, and the same
/// seed and calls give the same events, bit by bit. One thread at a time.</para>
/// <para>The whole state is data: it can be saved, restored as often as one likes and forked, and a run that was split
/// at any event equals the run that was not (<see cref="EventHash"/>).</para>
/// </remarks>
public sealed partial class Simulation : ISimulationComponent
{
    // By number less 1; null for those that are gone.
    private readonly List<SimulationEntity?> _entities = [];
    private readonly List<SimulatedHost> _hosts = [];
    private readonly List<VirtualMachine> _machines = [];
    private readonly EventQueue _queue = new();

    // 0 is the sequence number of no event, so that a handle that was never set names none.
    private ulong _sequence = 1;
    private bool _isHandling;
    private bool _isDisposed;
    private string? _fault;

    /// <summary>Makes an empty simulation at time zero.</summary>
    /// <param name="seed">The seed of every random stream.</param>
    /// <param name="options">How the simulation runs; the defaults when left out.</param>
    public Simulation(ulong seed = 0, SimulationOptions? options = null)
    {
        Seed = seed;
        Options = options ?? new SimulationOptions();
        _observers = new ObserverList(this);
    }

    /// <summary>The seed of every random stream.</summary>
    public ulong Seed { get; private set; }

    /// <summary>How the simulation runs.</summary>
    public SimulationOptions Options { get; }

    /// <inheritdoc/>
    public SimTime Now { get; private set; }

    /// <inheritdoc/>
    public SimTime NextEventTime => _queue.NextTime;

    /// <summary>A hash of everything that has happened, in order: equal hashes, equal histories.</summary>
    public ulong EventHash { get; private set; }

    /// <summary>The events that were handled since the start.</summary>
    public ulong EventsHandled { get; private set; }

    /// <summary>The hosts, in the order in which they came.</summary>
    public IReadOnlyList<SimulatedHost> Hosts => _hosts;

    /// <summary>The virtual machines that were not destroyed, in the order in which they came.</summary>
    public IReadOnlyList<VirtualMachine> VirtualMachines => _machines;

    /// <summary>The question that the embedding program must answer before time goes on; null when there is none.</summary>
    public PendingDecision? PendingDecision { get; private set; }

    /// <summary>What made the simulation stop with <see cref="StepReason.Faulted"/>, for a bug report; null otherwise.</summary>
    public Exception? FaultException { get; private set; }

    /// <summary>Adds a host.</summary>
    /// <param name="spec">What the host is.</param>
    /// <exception cref="ArgumentException">A host of that name exists, or the spec makes no sense; the message says why.</exception>
    public SimulatedHost AddHost(HostSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ThrowIfBusy();
        SpecRules.Check(spec);
        if (_hosts.Exists(host => host.Name == spec.Name))
        {
            throw new ArgumentException($"there is a host {spec.Name} already", nameof(spec));
        }

        SimulatedHost host = new(this, new EntityId(_entities.Count + 1), spec);
        _entities.Add(host);
        _hosts.Add(host);
        host.Begin();
        return host;
    }

    /// <summary>Schedules a timer of the embedding program.</summary>
    /// <param name="time">When, not before <see cref="Now"/>.</param>
    /// <param name="a">A number for the program.</param>
    /// <param name="b">Another number for the program.</param>
    /// <param name="priority">Among events of one time the smallest is first.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time has passed, or is <see cref="SimTime.Never"/>.</exception>
    public EventHandle ScheduleTimer(SimTime time, long a = 0, long b = 0, short priority = 0)
    {
        ThrowIfBusy();
        ArgumentOutOfRangeException.ThrowIfLessThan(time.Nanoseconds, Now.Nanoseconds, nameof(time));
        ArgumentOutOfRangeException.ThrowIfEqual(time.Nanoseconds, SimTime.Never.Nanoseconds, nameof(time));
        return Schedule(time, priority, EventKind.Timer, default, a, b);
    }

    /// <summary>Cancels a timer.</summary>
    /// <param name="timer">What <see cref="ScheduleTimer"/> returned.</param>
    /// <returns>False when it has happened or was cancelled before, or is no timer.</returns>
    public bool CancelTimer(EventHandle timer)
    {
        ThrowIfBusy();
        return _queue.IsPending(timer) && _queue[timer].Kind == EventKind.Timer && _queue.Cancel(timer);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// An exception of an observer or a handler leaves the call; the simulation is between two events then and can go on.
    /// </remarks>
    /// <exception cref="InvalidOperationException">An observer or a handler is being told.</exception>
    /// <exception cref="ObjectDisposedException">The simulation is disposed.</exception>
    public StepResult AdvanceTo(SimTime target, StepOptions options = default)
    {
        ThrowIfBusy();
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Nanoseconds, Now.Nanoseconds, nameof(target));
        ulong handled = 0;
        while (_fault is null && PendingDecision is null && IsDue(target, options.IncludeTarget))
        {
            if (options.MaxEvents != 0 && handled == options.MaxEvents)
            {
                return End(StepReason.EventLimitReached, handled);
            }

            SimulationEvent next = _queue.Next;
            _queue.RemoveNext();
            _watch.Begin(options.StopOn, next);
            HandleNext(next);
            handled++;
            TellAfterEvent();
            if (_fault is null && _watch.TryTake(out SimulationEvent watched))
            {
                return End(StepReason.StoppedAtWatchedEvent, handled) with { WatchedEvent = watched };
            }
        }

        if (_fault is not null)
        {
            return End(StepReason.Faulted, handled) with { Fault = _fault };
        }

        if (PendingDecision is not null)
        {
            return End(StepReason.DecisionPending, handled);
        }

        Now = target;
        return End(StepReason.Completed, handled);
    }

    /// <summary>Proves the books of every host and machine.</summary>
    /// <remarks>Reads every page table. Debug builds of the library do it after events, as the options say.</remarks>
    /// <exception cref="InvalidOperationException">A book is wrong; the message says which.</exception>
    public void CheckInvariants()
    {
        foreach (SimulationEntity? entity in _entities)
        {
            entity?.CheckInvariants();
        }
    }

    /// <summary>Releases all memory of all hosts.</summary>
    /// <exception cref="InvalidOperationException">An observer or a handler is being told.</exception>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            ThrowIfBusy();
            _isDisposed = true;
            foreach (SimulationEntity? entity in _entities)
            {
                entity?.Release();
            }
        }
    }

    internal EventHandle Schedule(SimTime time, short priority, EventKind kind, EntityId target, long a, long b)
    {
        Debug.Assert(time >= Now, "nothing happens in the past");
        return _queue.Add(new SimulationEvent(time, priority, _sequence++, kind, target, a, b));
    }

    internal bool Cancel(EventHandle handle) => _queue.Cancel(handle);

    internal bool IsPending(EventHandle handle) => _queue.IsPending(handle);

    internal VirtualMachine AddMachine(SimulatedHost host, VmSpec spec)
    {
        VirtualMachine machine = new(this, new EntityId(_entities.Count + 1), spec, host);
        _entities.Add(machine);
        _machines.Add(machine);
        return machine;
    }

    internal void RemoveMachine(VirtualMachine machine)
    {
        _machines.Remove(machine);
        machine.Release();
        _entities[machine.Id.Value - 1] = null;
        _former.Note(machine);
        RemoveMigrationsOf(machine);
        foreach (SimulatedHost host in _hosts)
        {
            host.ForgetCheckpoint(machine.Name);
        }
    }

    internal void Ask(PendingDecision decision)
    {
        Debug.Assert(PendingDecision is null, "one question at a time");
        PendingDecision = decision;
    }

    internal void Answered() => PendingDecision = null;

    /// <summary>Refuses a change from inside an event or an observer.</summary>
    internal void ThrowIfBusy()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isHandling || _observers.IsTelling)
        {
            throw new InvalidOperationException("observers and handlers may look at the simulation and not change it");
        }
    }

    private bool IsDue(SimTime target, bool includeTarget) =>
        _queue.NextTime < target || (includeTarget && _queue.NextTime == target && _queue.Count > 0);

    private void HandleNext(in SimulationEvent next)
    {
        Now = next.Time;
        EventsHandled++;
        EventHash = HashOf(EventHash, next);
        _observers.Add(next);
        _isHandling = true;
        try
        {
            if (next.Target.Value > 0)
            {
                SimulationEntity? target = _entities[next.Target.Value - 1];
                Debug.Assert(target is not null, "whoever goes takes the events along");
                target.Handle(next);
            }

            CheckAfterEvent();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _fault = $"{next.Kind} at {next.Time}: {exception.GetType().Name}: {exception.Message}";
            FaultException = exception;
        }
        finally
        {
            _isHandling = false;
        }
    }

    [Conditional("DEBUG")]
    private void CheckAfterEvent()
    {
        if (Options.InvariantInterval > 0 && EventsHandled % (ulong)Options.InvariantInterval == 0)
        {
            CheckInvariants();
        }
    }

    private StepResult End(StepReason reason, ulong handled)
    {
        _observers.Flush();
        return new StepResult { Now = Now, Reason = reason, EventsHandled = handled };
    }

    private static ulong HashOf(ulong hash, in SimulationEvent happened)
    {
        hash = StableHash.Combine(hash, (ulong)happened.Time.Nanoseconds);
        hash = StableHash.Combine(hash, ((ulong)(ushort)happened.Priority << 48) | ((ulong)happened.Kind << 32) | (uint)happened.Target.Value);
        return StableHash.Combine(hash, StableHash.Combine((ulong)happened.A, (ulong)happened.B));
    }
}
