namespace PageEngine.Simulation;

/// <summary>The observers of a simulation, each with the events that it has not been told of yet.</summary>
internal sealed class ObserverList(Simulation simulation)
{
    private const int BatchSize = 256;

    private Subscription[] _subscriptions = [];

    /// <summary>Whether an observer is being told at this moment.</summary>
    internal bool IsTelling { get; private set; }

    internal IDisposable Open(ISimulationObserver observer, EventFilter filter)
    {
        Subscription added = new(this, observer, filter);
        _subscriptions = [.. _subscriptions, added];
        return added;
    }

    internal void Add(in SimulationEvent happened)
    {
        foreach (Subscription subscription in _subscriptions)
        {
            if (subscription.Filter.Matches(happened))
            {
                subscription.Add(happened);
            }
        }
    }

    /// <summary>Tells everybody everything that waits.</summary>
    internal void Flush()
    {
        foreach (Subscription subscription in _subscriptions)
        {
            subscription.Flush();
        }
    }

    /// <summary>Tells those for whom a whole batch waits; called between events.</summary>
    internal void FlushFull()
    {
        foreach (Subscription subscription in _subscriptions)
        {
            if (subscription.Count >= BatchSize)
            {
                subscription.Flush();
            }
        }
    }

    internal void WhileTelling(Action tell)
    {
        bool before = IsTelling;
        IsTelling = true;
        try
        {
            tell();
        }
        finally
        {
            IsTelling = before;
        }
    }

    private sealed class Subscription(ObserverList list, ISimulationObserver observer, EventFilter filter) : IDisposable
    {
        private SimulationEvent[] _batch = new SimulationEvent[BatchSize];

        internal EventFilter Filter => filter;

        internal int Count { get; private set; }

        internal void Add(in SimulationEvent happened)
        {
            if (Count == _batch.Length)
            {
                Array.Resize(ref _batch, Count * 2);
            }

            _batch[Count++] = happened;
        }

        internal void Flush()
        {
            int count = Count;
            Count = 0;
            if (count == 0)
            {
                return;
            }

            bool before = list.IsTelling;
            list.IsTelling = true;
            try
            {
                observer.OnEvents(_batch.AsSpan(0, count));
            }
            finally
            {
                list.IsTelling = before;
            }
        }

        public void Dispose()
        {
            list.ThrowIfTelling();
            list._subscriptions = Array.FindAll(list._subscriptions, other => other != this);
        }
    }

    private void ThrowIfTelling() => simulation.ThrowIfBusy();
}
