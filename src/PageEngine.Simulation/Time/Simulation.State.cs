using System.Text.Json;

namespace PageEngine.Simulation;

/// <content>Saving, going back, forking.</content>
/// <remarks>
/// <code>
/// magic   version   seed   clock, counters, queue   entities: kind, name, spec as JSON, state   checksum
/// </code>
/// The memory of a host is written by the core, with a checksum of its own.
/// </remarks>
public sealed partial class Simulation
{
    /// <summary>The version of the format that <see cref="Save"/> writes.</summary>
    public const int StateVersion = 1;

    private const ulong Magic = 0x31_4D_49_53_45_47_41_50; // "PAGESIM1"
    private const byte HostKind = 1;
    private const byte MachineKind = 2;
    private const byte LinkKind = 3;
    private const byte MigrationKind = 4;
    private const int MostEntities = 1 << 24;

    /// <summary>Writes the whole state. The simulation goes on as if it had not been saved.</summary>
    /// <remarks>Observers are not part of the state. The stream stays open.</remarks>
    /// <param name="destination">Where to.</param>
    /// <exception cref="InvalidOperationException">A question is open, or the simulation has faulted.</exception>
    public void Save(Stream destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ThrowIfBusy();
        if (PendingDecision is not null || _fault is not null)
        {
            throw new InvalidOperationException("a simulation with an open question, or one that has faulted, cannot be saved");
        }

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
        foreach (SimulationEntity entity in _entities.OrderBy(static entity => entity is not SimulatedHost))
        {
            SaveEntity(writer, entity);
        }

        Network.Save(writer);
        writer.Complete();
    }

    /// <summary>Makes a simulation from a saved state.</summary>
    /// <param name="source">The state; read no further than it goes.</param>
    /// <param name="options">How the simulation runs; the defaults when left out.</param>
    /// <exception cref="InvalidDataException">The state is damaged or of another version; the message says how.</exception>
    public static Simulation Restore(Stream source, SimulationOptions? options = null)
    {
        Simulation simulation = new(0, options);
        try
        {
            simulation.Load(source);
            return simulation;
        }
        catch
        {
            simulation.Dispose();
            throw;
        }
    }

    /// <summary>Goes back to a saved state of this simulation, as often as one likes; hosts and machines stay the same objects.</summary>
    /// <remarks>
    /// Hosts and machines that came later are gone (<see cref="SimulationEntity.Exists"/>). When the state cannot be read the
    /// simulation is left without hosts and machines, at the time of the state as far as it was read.
    /// </remarks>
    /// <param name="source">The state; read no further than it goes.</param>
    /// <exception cref="InvalidDataException">The state is damaged, of another version or of another simulation.</exception>
    public void RestoreFrom(Stream source)
    {
        ThrowIfBusy();
        Load(source);
    }

    /// <summary>Makes a second simulation that is in the same state and goes its own way from here.</summary>
    /// <exception cref="InvalidOperationException">A question is open, or the simulation has faulted.</exception>
    public Simulation Fork()
    {
        using MemoryStream state = new();
        Save(state);
        state.Position = 0;
        return Restore(state, Options);
    }

    internal SimulatedHost HostOf(EntityId id) => _hosts.Find(host => host.Id == id)
            ?? throw new InvalidDataException("the saved simulation is damaged: a machine is on a host that is not there");

    private void Load(Stream source)
    {
        ArgumentNullException.ThrowIfNull(source);
        StateReader reader = new(source);
        StateReader.Require(reader.ReadUInt64() == Magic, "it does not begin as one");
        int version = reader.ReadInt32();
        StateReader.Require(version == StateVersion, $"it is of version {version}, and this library reads {StateVersion}");
        List<SimulationEntity> before = [.. _entities];
        foreach (SimulationEntity entity in before)
        {
            entity.Release();
        }

        _entities.Clear();
        _hosts.Clear();
        _machines.Clear();
        _links.Clear();
        _migrations.Clear();
        PendingDecision = null;
        _fault = null;
        FaultException = null;
        Seed = reader.ReadUInt64();
        Now = reader.ReadTime();
        EventHash = reader.ReadUInt64();
        EventsHandled = reader.ReadUInt64();
        _sequence = reader.ReadUInt64();
        _queue.Load(reader);
        int count = reader.ReadCount(MostEntities);
        for (int i = 0; i < count; i++)
        {
            LoadEntity(reader, before);
        }

        _entities.Sort(static (left, right) => left.Id.Value.CompareTo(right.Id.Value));
        for (int i = 0; i < count; i++)
        {
            StateReader.Require(_entities[i].Id.Value == i + 1, "an entity stands twice");
        }

        Network.Load(reader);
        reader.Complete();
    }

    private static void SaveEntity(StateWriter writer, SimulationEntity entity)
    {
        writer.Write(KindOf(entity));
        writer.Write(entity.Id);
        writer.Write(entity.Exists);
        switch (entity)
        {
            case SimulatedHost host:
                writer.Write(JsonSerializer.Serialize(host.Spec, SpecJson.Default.HostSpec));
                break;
            case VirtualMachine machine:
                writer.Write(JsonSerializer.Serialize(machine.Spec, SpecJson.Default.VmSpec));
                writer.Write(machine.Host.Id);
                break;
            case NetworkLink link:
                SaveLink(writer, link);
                break;
            default:
                SaveMigration(writer, (Migration)entity);
                break;
        }

        if (entity.Exists)
        {
            entity.Save(writer);
        }
    }

    private void LoadEntity(StateReader reader, List<SimulationEntity> entitiesBefore)
    {
        byte kind = reader.ReadByte();
        EntityId id = reader.ReadEntityId();
        SimulationEntity? before = id.Value > 0 && id.Value <= entitiesBefore.Count ? entitiesBefore[id.Value - 1] : null;
        bool exists = reader.ReadBoolean();
        string spec = reader.ReadText();
        StateReader.Require(kind is >= HostKind and <= MigrationKind, "an entity is of an unknown kind");
        try
        {
            SimulationEntity entity = kind switch
            {
                HostKind => LoadHost(id, JsonSerializer.Deserialize(spec, SpecJson.Default.HostSpec)!, before),
                MachineKind => LoadMachine(
                    id, JsonSerializer.Deserialize(spec, SpecJson.Default.VmSpec)!, HostOf(reader.ReadEntityId()), before),
                LinkKind => LoadLink(id, spec, reader, before),
                _ => LoadMigration(id, spec, reader, before),
            };
            if (exists)
            {
                entity.Load(reader);
            }
            else
            {
                Forget(entity);
            }
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            StateReader.Require(false, exception.Message);
        }
    }

    private static byte KindOf(SimulationEntity entity) => entity switch
    {
        SimulatedHost => HostKind,
        VirtualMachine => MachineKind,
        NetworkLink => LinkKind,
        _ => MigrationKind,
    };

    private SimulatedHost LoadHost(EntityId id, HostSpec spec, SimulationEntity? before)
    {
        SpecRules.Check(spec);
        SimulatedHost host = before as SimulatedHost is { } same && same.Spec.Equals(spec)
            ? same
            : new SimulatedHost(this, id, spec);
        host.Revive();
        _entities.Add(host);
        _hosts.Add(host);
        return host;
    }

    private VirtualMachine LoadMachine(EntityId id, VmSpec spec, SimulatedHost host, SimulationEntity? before)
    {
        SpecRules.Check(spec);
        VirtualMachine machine = before as VirtualMachine is { } same && same.Name == spec.Name
            ? same
            : new VirtualMachine(this, id, spec, host);
        machine.Revive();
        _entities.Add(machine);
        _machines.Add(machine);
        return machine;
    }

    private void Forget(SimulationEntity entity)
    {
        entity.Release();
        if (entity is VirtualMachine machine)
        {
            _machines.Remove(machine);
        }
    }
}
