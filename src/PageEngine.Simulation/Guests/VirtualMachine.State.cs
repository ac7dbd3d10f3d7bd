using System.Text.Json;

namespace PageEngine.Simulation;

/// <content>Saving and loading.</content>
public sealed partial class VirtualMachine
{
    internal override void Save(StateWriter writer)
    {
        writer.Write((byte)State);
        writer.Write(CrashReason is not null);
        writer.Write(CrashReason ?? "");
        writer.Write(IsBlocked);
        writer.Write(IsHeld);
        writer.Write(ThrottlePercent);
        writer.Write(EntitlementPages);
        writer.Write(_bootEnd);
        writer.Write(_lifecycleStep);
        writer.Write(_balloonTick);
        writer.Write(_workingSetTick);
        writer.Write(_rateTick);
        writer.Write(_balloonByHand is not null);
        writer.Write(_balloonByHand ?? 0);
        Counters.Save(writer);
        SaveDisks(writer);
        writer.Write(MemoryOnHost is not null);
        if (MemoryOnHost is null)
        {
            return;
        }

        MemoryOnHost.Save(writer);
        _sampleRandom.Save(writer);
        writer.WriteBlock(_balloonPolicy!.Save);
        writer.WriteBlock(_workingSet!.Save);
        writer.Write(_image is null ? -1 : Host.Memory!.IndexOf(_image));
        SaveGuest(writer);
    }

    internal override bool Accepts(in SimulationEvent saved) => saved.Kind switch
    {
        EventKind.VcpuSlice => saved.A >= 0 && saved.A < _vcpus.Length && Paged is not null,
        EventKind.TaskWakes => saved.A >= 0 && saved.A < _tasks.Count && _tasks[(int)saved.A].State == TaskState.Waiting,
        EventKind.PageReady => true,
        EventKind.LifecycleStep => State is VmState.Starting or VmState.Suspending or VmState.Resuming,
        EventKind.BalloonTick or EventKind.WorkingSetTick => MemoryOnHost is not null,
        EventKind.RateTick => Rate is not null,
        _ => false,
    };

    internal override void Load(StateReader reader)
    {
        Forget();
        State = (VmState)reader.ReadByte();
        StateReader.Require(Enum.IsDefined(State), "a machine is in an unknown state");
        CrashReason = reader.ReadBoolean() ? reader.ReadText() : DropText(reader);
        IsBlocked = reader.ReadBoolean();
        IsHeld = reader.ReadBoolean();
        _throttlePercent = reader.ReadCount(MostThrottle);
        EntitlementPages = reader.ReadUInt64();
        _bootEnd = reader.ReadTime();
        _lifecycleStep = reader.ReadEventHandle();
        _balloonTick = reader.ReadEventHandle();
        _workingSetTick = reader.ReadEventHandle();
        _rateTick = reader.ReadEventHandle();
        bool isByHand = reader.ReadBoolean();
        ulong byHand = reader.ReadUInt64();
        _balloonByHand = isByHand ? byHand : null;
        Counters.Load(reader);
        LoadDisks(reader);
        if (!reader.ReadBoolean())
        {
            return;
        }

        MemoryOnHost = Host.LoadMemory(this, reader);
        MemoryOnHost.Load(reader);
        MakePolicies();
        _sampleRandom.Load(reader);
        reader.ReadBlock(_balloonPolicy!.Load);
        reader.ReadBlock(_workingSet!.Load);
        int image = reader.ReadInt32();
        IReadOnlyList<BackingStore> stores = Host.Memory?.Pages.BackingStores ?? [];
        StateReader.Require(image >= -1 && image < stores.Count, "a machine's image is not there");
        _image = image < 0 ? null : stores[image];
        LoadGuest(reader);
    }

    private protected override void SaveSpec(StateWriter writer)
    {
        writer.Write(JsonSerializer.Serialize(Spec, SpecJson.Default.VmSpec));
        WorkloadContents.Save(writer, Spec);
    }

    internal void PutOn(SimulatedHost host) => Host = host;

    /// <summary>Drops all state, of whatever time it was.</summary>
    private void Forget()
    {
        _tasks.Clear();
        _outstanding.TakeAll();
        foreach (Vcpu vcpu in _vcpus)
        {
            vcpu.Reset();
        }

        (MemoryOnHost, GuestOs, BalloonDriver, _image, BusyVcpus) = (null, null, null, null, 0);
        (_balloonPolicy, _workingSet, Move) = (null, null, null);
    }

    private void SaveGuest(StateWriter writer)
    {
        if (GuestOs is null)
        {
            return;
        }

        GuestOs.Save(writer);
        _outstanding.Save(writer);
        foreach (Vcpu vcpu in _vcpus)
        {
            vcpu.Save(writer);
        }

        writer.Write(_tasks.Count);
        foreach (GuestTask task in _tasks)
        {
            writer.Write(task.Region);
            writer.Write(task.Pages);
            task.Save(writer);
        }
    }

    private void LoadGuest(StateReader reader)
    {
        if (Paged is null)
        {
            return;
        }

        MakeGuest(Paged);
        GuestOs!.Load(reader);
        _outstanding.Load(reader);
        foreach (Vcpu vcpu in _vcpus)
        {
            vcpu.Load(reader);
            BusyVcpus += vcpu.HasTask ? 1 : 0;
        }

        int count = reader.ReadCount();
        StateReader.Require(count == 0 || count == Spec.Workloads.Sum(static spec => spec.Tasks), "a machine has other tasks");
        foreach (WorkloadSpec spec in count == 0 ? [] : Spec.Workloads)
        {
            for (int i = 0; i < spec.Tasks; i++)
            {
                int region = reader.ReadCount();
                uint pages = reader.ReadUInt32();
                StateReader.Require(pages > 0 && pages <= Spec.Memory.Pages, "a task has another memory than its machine can give");
                GuestTask task = MakeTask(spec, i, region, pages);
                task.Load(reader);
                _tasks.Add(task);
            }
        }
    }

    private static string? DropText(StateReader reader)
    {
        reader.ReadText();
        return null;
    }
}
