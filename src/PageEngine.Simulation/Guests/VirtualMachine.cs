namespace PageEngine.Simulation;

/// <summary>A virtual machine: its life, its processors, its memory.</summary>
/// <remarks>
/// <para>Processors run in slices: what a slice does is done when it begins, and its events carry the times at which it
/// happened. So the state between two events is whole, and no earlier than it says by more than
/// <see cref="GuestOsSpec.TimeSlice"/>.</para>
/// <para>One thread at a time, with everything else of its simulation.</para>
/// </remarks>
public sealed partial class VirtualMachine : SimulationEntity
{
    internal VirtualMachine(Simulation simulation, EntityId id, VmSpec spec, SimulatedHost host)
        : base(simulation, id, spec.Name)
    {
        Spec = spec;
        Host = host;
        _vcpus = new Vcpu[spec.Vcpus];
        for (int i = 0; i < spec.Vcpus; i++)
        {
            _vcpus[i] = new Vcpu(i);
        }

        _disks = MakeDisks();
    }

    /// <summary>What the machine is.</summary>
    public VmSpec Spec { get; }

    /// <summary>The host that the machine is on.</summary>
    public SimulatedHost Host { get; private set; }

    /// <summary>Where the machine is in its life.</summary>
    public VmState State { get; private set; }

    /// <summary>Why the machine crashed; null when it did not.</summary>
    public string? CrashReason { get; private set; }

    /// <summary>The core's view of the machine's memory: page table and dirty log; null when the machine holds none.</summary>
    /// <remarks>
    /// For reading and for dirty tracking. Pages that the host has swapped or compressed are absent in it: read and write
    /// memory with <see cref="Read"/> and <see cref="Write"/>, which bring them back.
    /// </remarks>
    public GuestMemory? Memory => Paged?.Guest;

    /// <summary>What has happened to the machine's pages since it was defined.</summary>
    public MemoryCounters Counters { get; } = new();

    /// <summary>How the host sees the memory; null when the machine holds none.</summary>
    internal MachineMemory? MemoryOnHost { get; private set; }

    internal PagedMemory? Paged => MemoryOnHost as PagedMemory;

    internal RateMemory? Rate => MemoryOnHost as RateMemory;

    internal GuestOs? GuestOs { get; private set; }

    internal BalloonDriver? BalloonDriver { get; private set; }

    internal override void Handle(in SimulationEvent happened)
    {
        switch (happened.Kind)
        {
            case EventKind.VcpuSlice:
                RunSlice(_vcpus[happened.A]);
                break;
            case EventKind.TaskWakes:
                WakeTask(_tasks[(int)happened.A]);
                break;
            case EventKind.PageReady:
                HandlePageReady(happened.A);
                break;
            case EventKind.LifecycleStep:
                HandleLifecycleStep((VmState)happened.A);
                break;
            case EventKind.BalloonTick:
                HandleBalloonTick();
                break;
            case EventKind.WorkingSetTick:
                HandleWorkingSetTick();
                break;
            case EventKind.RateTick:
                HandleRateTick();
                break;
            default:
                throw new InvalidOperationException($"machine {Name} has nothing to do with {happened.Kind}");
        }
    }

    internal override void Release()
    {
        if (Exists)
        {
            base.Release();
            MemoryOnHost = null;
            foreach (VirtualDisk disk in _disks)
            {
                disk.Dispose();
            }
        }
    }
}
