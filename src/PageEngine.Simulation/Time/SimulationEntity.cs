namespace PageEngine.Simulation;

/// <summary>A host, a machine or a device: something that events happen to.</summary>
/// <remarks>
/// An entity belongs to one simulation for its whole life. When a simulation goes back to an earlier state, entities that
/// did not exist then are gone: <see cref="Exists"/> is false and their members throw. They are back when it goes to a
/// state in which they exist.
/// </remarks>
public abstract class SimulationEntity
{
    private byte[]? _savedSpec;

    private protected SimulationEntity(Simulation simulation, EntityId id, string name)
    {
        Simulation = simulation;
        Id = id;
        Name = name;
    }

    /// <summary>The number of the entity in its simulation.</summary>
    public EntityId Id { get; }

    /// <summary>The name, one of its kind in the simulation; random streams are keyed by it.</summary>
    public string Name { get; }

    /// <summary>The simulation that the entity belongs to.</summary>
    public Simulation Simulation { get; }

    /// <summary>Whether the entity is part of the simulation as it stands.</summary>
    public bool Exists { get; private set; } = true;

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>The spec as it is saved: the same bytes, the same entity.</summary>
    internal byte[] SavedSpec => _savedSpec ??= MakeSavedSpec();

    internal abstract void Handle(in SimulationEvent happened);

    /// <summary>Whether an event that was read from a state makes sense to the entity.</summary>
    internal abstract bool Accepts(in SimulationEvent saved);

    /// <summary>Proves the entity's books; throws <see cref="InvalidOperationException"/> when one is wrong.</summary>
    internal abstract void CheckInvariants();

    /// <summary>Proves those books that were not proved while they were read.</summary>
    internal virtual void CheckLoaded() => CheckInvariants();

    internal abstract void Save(StateWriter writer);

    internal abstract void Load(StateReader reader);

    /// <summary>Releases what the entity holds; it is gone from the simulation.</summary>
    internal virtual void Release() => Exists = false;

    internal void Revive() => Exists = true;

    private protected abstract void SaveSpec(StateWriter writer);

    private protected EventHandle ScheduleIn(SimTime delay, EventKind kind, long a = 0, long b = 0, short priority = 0) =>
        Simulation.Schedule(Simulation.Now + delay, priority, kind, Id, a, b);

    private protected void Tell(EventKind kind, long a = 0, long b = 0) => Simulation.Tell(kind, Id, a, b);

    private protected RandomStream StreamFor(string purpose) => new(Simulation.Seed, Name, purpose);

    private protected void ThrowIfGone()
    {
        if (!Exists)
        {
            throw new ObjectDisposedException(Name, $"{Name} is not part of the simulation any more");
        }
    }

    private byte[] MakeSavedSpec()
    {
        using MemoryStream saved = new();
        using StateWriter writer = new(saved);
        SaveSpec(writer);
        writer.Flush();
        return saved.ToArray();
    }
}
