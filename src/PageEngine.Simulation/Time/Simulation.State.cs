using System.Text.Json;

namespace PageEngine.Simulation;

/// <content>Saving, going back, forking.</content>
/// <remarks>
/// <code>
/// magic   version   seed   clock, counters, queue   entities   checksum
/// entity  kind (0: gone)   host of a machine   spec: JSON, hashes of traces and dumps   state
/// </code>
/// The memory of a host is written by the core, with a checksum of its own.
/// </remarks>
public sealed partial class Simulation
{
    /// <summary>The version of the format that <see cref="Save"/> writes.</summary>
    public const int StateVersion = 1;

    private const ulong Magic = 0x31_4D_49_53_45_47_41_50; // "PAGESIM1"
    private const byte GoneKind = 0;
    private const byte HostKind = 1;
    private const byte MachineKind = 2;
    private const byte LinkKind = 3;
    private const byte MigrationKind = 4;

    private readonly FormerEntities _former = new();

    /// <summary>Writes the whole state. The simulation goes on as if it had not been saved.</summary>
    /// <remarks>
    /// Observers and handlers are not part of the state; they are told first what they were not told yet. Nor are the page
    /// traces and dumps that workloads use: of those only the path and a hash are kept
    /// (<see cref="SimulationRestoreOptions"/>). The stream stays open.
    /// </remarks>
    /// <param name="destination">Where to.</param>
    /// <exception cref="InvalidOperationException">
    /// A question is open, the simulation has faulted, or an observer or a handler is being told.
    /// </exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Save(Stream destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ThrowIfBusy();
        if (PendingDecision is not null || _fault is not null)
        {
            throw new InvalidOperationException("a simulation with an open question, or one that has faulted, cannot be saved");
        }

        _observers.Flush();
        using StateWriter writer = new(destination);
        writer.Write(Magic);
        writer.Write(StateVersion);
        writer.Write(Seed);
        writer.Write(Now);
        writer.Write(EventHash);
        writer.Write(EventsHandled);
        writer.Write(_sequence);
        _queue.Save(writer);
        writer.Write(_entities.Count);

        // Hosts first: a machine may have moved to a host that came after it.
        SaveEntities(writer, hosts: true);
        SaveEntities(writer, hosts: false);
        Network.Save(writer);
        writer.Complete();
    }

    /// <summary>Makes a simulation from a saved state.</summary>
    /// <remarks>
    /// The stream is not trusted: every number is checked before it is used, and memory grows with what was read. It is read
    /// no further than the state goes.
    /// </remarks>
    /// <param name="source">The state.</param>
    /// <param name="options">How the simulation runs, and where traces and dumps come from; the defaults when left out.</param>
    /// <exception cref="InvalidDataException">
    /// The state is damaged or of another version, or a trace or a dump that it needs was not given; the message says which.
    /// </exception>
    /// <exception cref="OutOfMemoryException">The process cannot reserve as much as a host needs.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static Simulation Restore(Stream source, SimulationRestoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new SimulationRestoreOptions();
        return Restore(source, options, new ContentFinder(options));
    }

    /// <summary>Goes back to a saved state of this simulation, as often as one likes; hosts and machines stay the same objects.</summary>
    /// <remarks>
    /// <para>Hosts and machines that are not part of the state are gone (<see cref="SimulationEntity.Exists"/>); those that
    /// are part of it and were gone are back. A question that is open is dropped, and a simulation that has faulted runs
    /// again. Observers stay.</para>
    /// <para>A stream that does not begin as a state of this version leaves everything as it was. When what follows cannot
    /// be read, the simulation is left empty and at time zero, and can go back to a state that is whole.</para>
    /// </remarks>
    /// <param name="source">The state; read no further than it goes.</param>
    /// <param name="options">
    /// Where traces and dumps come from that the simulation does not have; <see cref="SimulationRestoreOptions.Simulation"/>
    /// is not used.
    /// </param>
    /// <exception cref="InvalidDataException">
    /// The state is damaged or of another version, or a trace or a dump that it needs was not given; the message says which.
    /// </exception>
    /// <exception cref="InvalidOperationException">An observer or a handler is being told.</exception>
    /// <exception cref="OutOfMemoryException">The process cannot reserve as much as a host needs.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public void RestoreFrom(Stream source, SimulationRestoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ThrowIfBusy();
        _observers.Flush();
        options ??= new SimulationRestoreOptions();
        Load(source, options, FinderOfOwn(options));
    }

    /// <summary>Makes a second simulation that is in the same state and goes its own way from here.</summary>
    /// <remarks>Observers stay with the first one.</remarks>
    /// <exception cref="InvalidOperationException">
    /// A question is open, the simulation has faulted, or an observer or a handler is being told.
    /// </exception>
    /// <exception cref="OutOfMemoryException">The process cannot reserve as much as a host needs.</exception>
    public Simulation Fork()
    {
        using ChunkedStream state = new();
        Save(state);
        state.Position = 0;
        SimulationRestoreOptions options = new() { Simulation = Options, MaxReservation = new ByteSize(ulong.MaxValue) };
        return Restore(state, options, FinderOfOwn(options));
    }

    internal SimulatedHost HostOf(EntityId id) =>
        _hosts.Find(host => host.Id == id)
            ?? throw new InvalidDataException("the saved simulation is damaged: a machine is on a host that is not there");

    internal VirtualMachine MachineOf(EntityId id) =>
        id.Value > 0 && id.Value <= _entities.Count && _entities[id.Value - 1] is VirtualMachine machine
            ? machine
            : throw new InvalidDataException("the saved simulation is damaged: a host has a machine that is not there");

    private static Simulation Restore(Stream source, SimulationRestoreOptions options, ContentFinder finder)
    {
        Simulation simulation = new(0, options.Simulation);
        simulation.Load(source, options, finder);
        return simulation;
    }

    private ContentFinder FinderOfOwn(SimulationRestoreOptions options)
    {
        ContentFinder finder = new(options);
        foreach (VirtualMachine machine in _machines)
        {
            WorkloadContents.AddTo(finder, machine.Spec);
        }

        return finder;
    }

    /// <summary>A state may be whole and still contradict itself: somebody may have made it up.</summary>
    private void ProveWhatWasRead()
    {
        try
        {
            foreach (SimulationEntity? entity in _entities)
            {
                entity?.CheckLoaded();
            }
        }
        catch (InvalidOperationException exception)
        {
            StateReader.Require(false, exception.Message);
        }
    }

    private void Load(Stream source, SimulationRestoreOptions options, ContentFinder finder)
    {
        StateReader reader = new(source, options.MaxReservation);
        StateReader.Require(reader.ReadUInt64() == Magic, "it does not begin as one");
        int version = reader.ReadInt32();
        StateReader.Require(version == StateVersion, $"it is of version {version}, and this library reads {StateVersion}");
        SimulationEntity?[] before = [.. _entities];
        Clear();
        try
        {
            LoadAll(reader, finder, before);
        }
        catch (Exception exception)
        {
            Clear();
            if (exception is ArgumentException or InvalidOperationException or NotSupportedException or JsonException or OverflowException)
            {
                throw new InvalidDataException($"the saved simulation is damaged: {exception.Message}", exception);
            }

            throw;
        }
    }

    private void LoadAll(StateReader reader, ContentFinder finder, SimulationEntity?[] before)
    {
        Seed = reader.ReadUInt64();
        Now = reader.ReadTime();
        StateReader.Require(Now >= SimTime.Zero, "it is at a time before the start");
        EventHash = reader.ReadUInt64();
        EventsHandled = reader.ReadUInt64();
        _sequence = reader.ReadUInt64();
        _queue.Load(reader, Now, _sequence);
        int count = reader.ReadCount();
        List<EntityId> ids = [];
        for (int i = 0; i < count; i++)
        {
            EntityId id = reader.ReadEntityId();
            ids.Add(id);
            LoadEntity(reader, finder, id, (id.Value > 0 && id.Value <= before.Length ? before[id.Value - 1] : null) ?? _former.Find(id));
        }

        Network.Load(reader);
        PutInOrder(ids);
        foreach (SimulatedHost host in _hosts)
        {
            host.CompleteLoad();
        }

        reader.Complete();
        ProveWhatWasRead();
        _queue.RequireAccepted(AcceptsFromState);
    }

    /// <summary>Takes everything out of the simulation; objects that somebody holds can be revived.</summary>
    private void Clear()
    {
        foreach (SimulationEntity? entity in _entities)
        {
            if (entity is not null)
            {
                entity.Release();
                _former.Note(entity);
            }
        }

        _entities.Clear();
        _hosts.Clear();
        _machines.Clear();
        _links.Clear();
        _migrations.Clear();
        Network.Clear();
        _queue.Clear();
        _changes.Clear();
        (PendingDecision, _fault, FaultException) = (null, null, null);
        (Now, EventHash, EventsHandled, _sequence) = (SimTime.Zero, 0, 0, 1);
    }

    private void SaveEntities(StateWriter writer, bool hosts)
    {
        for (int i = 0; i < _entities.Count; i++)
        {
            if (_entities[i] is SimulatedHost == hosts)
            {
                writer.Write(new EntityId(i + 1));
                SaveEntity(writer, _entities[i]);
            }
        }
    }

    private static void SaveEntity(StateWriter writer, SimulationEntity? entity)
    {
        writer.Write(KindOf(entity));
        if (entity is null)
        {
            return;
        }

        if (entity is VirtualMachine machine)
        {
            writer.Write(machine.Host.Id);
        }

        writer.Write(entity.SavedSpec.Length);
        writer.Write(entity.SavedSpec.AsSpan());
        entity.Save(writer);
    }

    private static byte KindOf(SimulationEntity? entity) => entity switch
    {
        null => GoneKind,
        SimulatedHost => HostKind,
        VirtualMachine => MachineKind,
        NetworkLink => LinkKind,
        _ => MigrationKind,
    };

    private void LoadEntity(StateReader reader, ContentFinder finder, EntityId id, SimulationEntity? former)
    {
        byte kind = reader.ReadByte();
        StateReader.Require(kind <= MigrationKind, "an entity is of an unknown kind");
        if (kind == GoneKind)
        {
            _entities.Add(null);
            return;
        }

        SimulatedHost? on = kind == MachineKind ? HostOf(reader.ReadEntityId()) : null;
        byte[] spec = reader.ReadBytes();
        bool isSame = KindOf(former) == kind && former!.SavedSpec.AsSpan().SequenceEqual(spec) && JoinsWhatIsHere(former);
        SimulationEntity entity = isSame ? former! : kind switch
        {
            HostKind => MakeHost(id, spec),
            MachineKind => MakeMachine(id, spec, on!, finder),
            LinkKind => MakeLink(id, spec),
            _ => MakeMigration(id, spec),
        };
        entity.Revive();
        _entities.Add(entity);
        switch (entity)
        {
            case SimulatedHost host:
                _hosts.Add(host);
                break;
            case VirtualMachine machine:
                _machines.Add(machine);
                machine.PutOn(on!);
                break;
            case NetworkLink link:
                _links.Add(link);
                break;
            default:
                _migrations.Add((Migration)entity);
                break;
        }

        entity.Load(reader);
    }

    /// <summary>Whether what an entity of an earlier time refers to is what was loaded.</summary>
    private bool JoinsWhatIsHere(SimulationEntity former) => former switch
    {
        NetworkLink link => _hosts.Contains(link.First) && _hosts.Contains(link.Second),
        Migration move => _hosts.Contains(move.Source) && _hosts.Contains(move.Destination) && _machines.Contains(move.Machine),
        _ => true,
    };

    /// <summary>Puts entities, which were read hosts first, into the places that their numbers say.</summary>
    private void PutInOrder(List<EntityId> ids)
    {
        SimulationEntity?[] ordered = new SimulationEntity?[ids.Count];
        HashSet<EntityId> seen = [];
        for (int i = 0; i < ids.Count; i++)
        {
            StateReader.Require(ids[i].Value > 0 && ids[i].Value <= ids.Count && seen.Add(ids[i]), "an entity stands twice");
            ordered[ids[i].Value - 1] = _entities[i];
        }

        _entities.Clear();
        _entities.AddRange(ordered);
    }

    private SimulatedHost MakeHost(EntityId id, byte[] saved)
    {
        StateReader reader = new(new MemoryStream(saved));
        HostSpec? spec = JsonSerializer.Deserialize(reader.ReadText(), SpecJson.Default.HostSpec);
        StateReader.Require(spec is not null, "a host has no spec");
        SpecRules.Check(spec!);
        return new SimulatedHost(this, id, spec!);
    }

    private VirtualMachine MakeMachine(EntityId id, byte[] saved, SimulatedHost host, ContentFinder finder)
    {
        StateReader reader = new(new MemoryStream(saved));
        VmSpec? spec = JsonSerializer.Deserialize(reader.ReadText(), SpecJson.Default.VmSpec);
        StateReader.Require(spec is not null, "a machine has no spec");
        spec = WorkloadContents.Load(reader, spec!, finder);
        SpecRules.Check(spec);
        return new VirtualMachine(this, id, spec, host);
    }

    private bool AcceptsFromState(in SimulationEvent saved)
    {
        int target = saved.Target.Value;
        return target == 0 ? saved.Kind == EventKind.Timer
            : target <= _entities.Count && _entities[target - 1] is { } entity && entity.Accepts(saved);
    }
}
