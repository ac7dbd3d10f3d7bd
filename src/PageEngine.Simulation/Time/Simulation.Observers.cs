namespace PageEngine.Simulation;

/// <content>Who is told what happens.</content>
public sealed partial class Simulation
{
    private readonly ObserverList _observers;
    private readonly Queue<LifecycleChangedEventArgs> _changes = new();
    private Watch _watch;

    /// <summary>A machine changed its state. Raised after the event or the call that did it, with the books right.</summary>
    /// <remarks>
    /// Handlers may look and not change anything: whatever would change the simulation throws. Their exceptions leave the
    /// call that is under way; what was not told yet is told the next time.
    /// </remarks>
    public event EventHandler<LifecycleChangedEventArgs>? LifecycleChanged;

    /// <summary>Tells an observer about events, many at a time: when 256 are there, and at the end of each step.</summary>
    /// <remarks>What calls between two steps brought about is told with the next step, or before the state is saved.</remarks>
    /// <param name="observer">Who is told.</param>
    /// <param name="filter">What about.</param>
    /// <returns>Ends it when disposed; what the observer was not told by then it is not told any more.</returns>
    public IDisposable Observe(ISimulationObserver observer, EventFilter filter)
    {
        ArgumentNullException.ThrowIfNull(observer);
        ThrowIfBusy();
        return _observers.Open(observer, filter);
    }

    /// <summary>Says that something came of the event that is being handled, or of a call of the embedding program.</summary>
    internal void Tell(EventKind kind, EntityId target, long a, long b)
    {
        SimulationEvent told = new(Now, 0, 0, kind, target, a, b);
        EventHash = HashOf(EventHash, told);
        _watch.Note(told);
        _observers.Add(told);
    }

    internal void TellLifecycle(VirtualMachine machine, VmState before, VmState after)
    {
        Tell(EventKind.LifecycleChanged, machine.Id, (long)before, (long)after);
        if (LifecycleChanged is not null)
        {
            _changes.Enqueue(new LifecycleChangedEventArgs(machine, before, after));
        }
    }

    /// <summary>Tells handlers which machines changed their state; called when the books are right.</summary>
    internal void RaiseLifecycleChanges()
    {
        while (_changes.TryDequeue(out LifecycleChangedEventArgs? change))
        {
            Raise(change);
        }
    }

    // Apart, so that what the delegate holds is made for a change and not at every event.
    private void Raise(LifecycleChangedEventArgs change) =>
        _observers.WhileTelling(() => LifecycleChanged?.Invoke(this, change));

    private void TellAfterEvent()
    {
        if (_fault is null)
        {
            RaiseLifecycleChanges();
        }

        _observers.FlushFull();
    }

    /// <summary>Looks for the first event that <see cref="StepOptions.StopOn"/> asks for, among an event and what came of it.</summary>
    private struct Watch
    {
        private EventFilter _filter;
        private SimulationEvent _first;
        private bool _isFound;

        internal void Begin(EventFilter filter, in SimulationEvent handled)
        {
            _filter = filter;
            _isFound = false;
            Note(handled);
        }

        internal void Note(in SimulationEvent happened)
        {
            if (!_isFound && _filter.Matches(happened))
            {
                (_isFound, _first) = (true, happened);
            }
        }

        internal bool TryTake(out SimulationEvent first)
        {
            first = _isFound ? _first : default;
            (bool found, _isFound) = (_isFound, false);
            return found;
        }
    }
}
