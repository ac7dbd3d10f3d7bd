using System.Text.Json;

namespace PageEngine.Simulation;

/// <content>Saving and loading.</content>
public sealed partial class SimulatedHost
{
    internal override void Save(StateWriter writer)
    {
        writer.Write(OverheadHolders);
        writer.Write(HasFailed);
        writer.Write(_incomingPages);
        writer.Write(HypervisorNanoseconds);
        writer.Write(_rateResident);
        writer.Write(_rateSwapped);
        writer.Write(_reclaimTick);
        writer.Write(_lastLook);
        writer.Write(_nextAging);
        writer.Write(_edge);
        Disk.Save(writer);
        _rateSwapDevice?.Save(writer);
        writer.WriteBlock(_states.Save);
        writer.Write(_machines.Count);
        foreach (VirtualMachine machine in _machines)
        {
            writer.Write(machine.Id);
        }

        writer.Write(_domains.Count);
        foreach ((string name, ushort id) in _domains.OrderBy(static pair => pair.Value))
        {
            writer.Write(name);
            writer.Write((int)id);
        }

        Memory?.Save(writer);
        SaveCheckpoints(writer);
    }

    private protected override void SaveSpec(StateWriter writer) =>
        writer.Write(JsonSerializer.Serialize(Spec, SpecJson.Default.HostSpec));

    internal override void Load(StateReader reader)
    {
        OverheadHolders = reader.ReadCount();
        HasFailed = reader.ReadBoolean();
        _incomingPages = reader.ReadUInt64();
        HypervisorNanoseconds = reader.ReadInt64();
        _rateResident = reader.ReadUInt64();
        _rateSwapped = reader.ReadUInt64();
        _reclaimTick = reader.ReadEventHandle();
        _lastLook = reader.ReadTime();
        _nextAging = reader.ReadTime();
        _edge = reader.ReadUInt64();
        Disk.Load(reader);
        _rateSwapDevice?.Load(reader);
        reader.ReadBlock(_states.Load);
        _machines.Clear();
        _machineIds.Clear();
        for (int count = reader.ReadCount(); count > 0; count--)
        {
            _machineIds.Add(reader.ReadEntityId());
        }

        _domains.Clear();
        for (int count = reader.ReadCount(ushort.MaxValue); count > 0; count--)
        {
            string name = reader.ReadText();
            StateReader.Require(_domains.TryAdd(name, (ushort)reader.ReadCount(ushort.MaxValue)), "a domain stands twice");
        }

        Memory?.Dispose();
        Memory = Spec.Depth == MemoryDepth.Rate
            ? null
            : HostMemory.Load(Spec, Simulation.Seed, Simulation.Options.Allocator, reader);
        LoadCheckpoints(reader);
    }

    /// <summary>Takes the machines back in that were on the host when it was saved, in their order.</summary>
    internal void CompleteLoad()
    {
        foreach (EntityId id in _machineIds)
        {
            VirtualMachine machine = Simulation.MachineOf(id);
            StateReader.Require(machine.Host == this && !_machines.Contains(machine), "a machine is not on the host that has it");
            _machines.Add(machine);
        }

        int here = 0;
        foreach (VirtualMachine machine in Simulation.VirtualMachines)
        {
            here += machine.Host == this ? 1 : 0;
        }

        StateReader.Require(here == _machines.Count, "a machine is on a host that does not know it");
    }

    /// <summary>Makes the frame around a machine's memory; what is in it is loaded by the memory.</summary>
    internal MachineMemory LoadMemory(VirtualMachine machine, StateReader reader)
    {
        if (Memory is null)
        {
            return new RateMemory(this, machine);
        }

        IReadOnlyList<GuestMemory> guests = Memory.Pages.Guests;
        GuestMemory guest = guests[reader.ReadIndex(guests.Count)];
        StateReader.Require(guest.PageCount == machine.Spec.Memory.Pages, "a machine's memory is of another size");
        return new PagedMemory(this, machine, guest);
    }
}
