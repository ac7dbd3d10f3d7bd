namespace PageEngine.Simulation;

/// <content>Who is told what happens.</content>
public sealed partial class Simulation
{
    private readonly ObserverList _observers;
    private readonly ToldEvents _told = new();

    /// <summary>A machine changed its state. Raised after the event that did it, with the books right.</summary>
    /// <remarks>Handlers may look and not change anything: whatever would change the simulation throws.</remarks>
    public event EventHandler<LifecycleChangedEventArgs>? LifecycleChanged;

    /// <summary>Tells an observer about events, many at a time: when 256 are there and at the end of each step.</summary>
    /// <param name="observer">Who is told.</param>
    /// <param name="filter">What about.</param>
    /// <returns>Ends it when disposed.</returns>
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
        _told.Add(told);
        _observers.Add(told);
    }

    internal void TellLifecycle(VirtualMachine machine, VmState before, VmState after)
    {
        Tell(EventKind.LifecycleChanged, machine.Id, (long)before, (long)after);
        if (LifecycleChanged is { } handlers)
        {
            _observers.WhileTelling(() => handlers(this, new LifecycleChangedEventArgs(machine, before, after)));
        }
    }

    /// <summary>What the event that is being handled has told, for <see cref="StepOptions.StopOn"/>.</summary>
    private sealed class ToldEvents
    {
        private const int Most = 64;
        private readonly SimulationEvent[] _events = new SimulationEvent[Most];
        private int _count;

        internal void Clear() => _count = 0;

        internal void Add(in SimulationEvent told)
        {
            // The latest of many of a kind is enough to stop at.
            _events[_count % Most] = told;
            _count++;
        }

        internal bool TryFindMatch(EventFilter filter, out SimulationEvent match)
        {
            for (int i = 0; i < Math.Min(_count, Most); i++)
            {
                if (filter.Matches(_events[i]))
                {
                    match = _events[i];
                    return true;
                }
            }

            match = default;
            return false;
        }
    }
}
