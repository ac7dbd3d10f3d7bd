namespace PageEngine.Simulation;

/// <summary>A host: frames, devices, and the virtual machines on it.</summary>
/// <remarks>One thread at a time, with everything else of its simulation.</remarks>
public sealed partial class SimulatedHost : SimulationEntity
{
    private readonly List<VirtualMachine> _machines = [];
    private readonly List<EntityId> _machineIds = [];

    internal SimulatedHost(Simulation simulation, EntityId id, HostSpec spec)
        : base(simulation, id, spec.Name)
    {
        Spec = spec;
        Costs = HostCosts.Of(spec.Costs);
        Disk = new StorageDevice(spec.Disk, StreamFor("disk"));
        _rateSwapDevice = spec.Depth == MemoryDepth.Rate && spec.Swap is { } swap
            ? new StorageDevice(swap.Device, StreamFor("swap device"))
            : null;
        _states = spec.Reclaim.States == MemoryStateKind.MinFree
            ? new MinFreeMemoryStates(spec.Memory.Pages)
            : new ClassicMemoryStates(spec.Memory.Pages);
        _allocation = new MemoryAllocation(spec.Reclaim.IdleTax);
    }

    /// <summary>What the host is.</summary>
    public HostSpec Spec { get; }

    /// <summary>The machines that are defined here, running or not, in the order in which they came.</summary>
    public IReadOnlyList<VirtualMachine> VirtualMachines => _machines;

    /// <summary>The core's view of the host: frames and page sharer; null for a host of <see cref="MemoryDepth.Rate"/>.</summary>
    /// <remarks>For reading: scans and reports. Guests that are added to it are not part of the simulation.</remarks>
    public PageHost? Pages => Memory?.Pages;

    internal HostMemory? Memory { get; private set; }

    internal StorageDevice Disk { get; }

    internal MechanismCosts Costs { get; }

    /// <summary>The machines that hold memory.</summary>
    internal IEnumerable<VirtualMachine> Holders => _machines.Where(static machine => machine.MemoryOnHost is not null);

    /// <summary>By how much processor time is stretched because more virtual processors are busy than there are real ones.</summary>
    internal double ProcessorStretch
    {
        get
        {
            int busy = 0;
            foreach (VirtualMachine machine in _machines)
            {
                busy += machine.BusyVcpus;
            }

            return Math.Max(1, (double)busy / Spec.Cpus);
        }
    }

    /// <summary>Makes a machine known to the host; it holds no memory until it is started.</summary>
    /// <param name="spec">What the machine is.</param>
    /// <exception cref="ArgumentException">
    /// A machine of that name exists, or the spec makes no sense, or none on this host; the message says why.
    /// </exception>
    public VirtualMachine Define(VmSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ThrowIfGone();
        Simulation.ThrowIfBusy();
        SpecRules.Check(spec);
        if (Simulation.VirtualMachines.Any(machine => machine.Name == spec.Name))
        {
            throw new ArgumentException($"there is a machine {spec.Name} already", nameof(spec));
        }

        if (spec.NumaNode >= Spec.NumaNodes)
        {
            throw new ArgumentException(
                $"{nameof(spec.NumaNode)} is {spec.NumaNode}, but host {Name} has {Spec.NumaNodes} nodes", nameof(spec));
        }

        VirtualMachine added = Simulation.AddMachine(this, spec);
        _machines.Add(added);
        return added;
    }

    /// <summary>Defines a machine and starts it.</summary>
    /// <param name="spec">What the machine is.</param>
    /// <param name="refusal">Why it was not started; null when it was. A machine that was not started is not defined either.</param>
    /// <returns>The machine; null when it was not started.</returns>
    /// <exception cref="ArgumentException">A machine of that name exists, or the spec makes no sense; the message says why.</exception>
    public VirtualMachine? TryStart(VmSpec spec, out Refusal? refusal)
    {
        VirtualMachine machine = Define(spec);
        refusal = machine.Start();
        if (refusal is null)
        {
            return machine;
        }

        machine.Destroy();
        return null;
    }

    /// <summary>Defines a machine and starts it.</summary>
    /// <param name="spec">What the machine is.</param>
    /// <exception cref="ArgumentException">A machine of that name exists, or the spec makes no sense; the message says why.</exception>
    /// <exception cref="InvalidOperationException">The host refuses to start the machine; the message says why.</exception>
    public VirtualMachine Start(VmSpec spec) =>
        TryStart(spec, out Refusal? refusal) ?? throw new InvalidOperationException(refusal!.Text);

    internal void Begin()
    {
        Memory = Spec.Depth == MemoryDepth.Rate
            ? null
            : HostMemory.Create(Spec, Simulation.Seed, Simulation.Options.Allocator);
        _reclaimTick = ScheduleIn(Spec.Reclaim.Interval, EventKind.ReclaimTick);
        _edge = EdgeBelow(MemoryState.High);
        ScheduleIn(Spec.Reclaim.AllocationInterval, EventKind.AllocationTick);
        if (Spec.Sharing.Enabled && Memory is not null)
        {
            ScheduleIn(Spec.Sharing.Interval, EventKind.SharingTick);
        }
    }

    internal void Remove(VirtualMachine machine) => _machines.Remove(machine);

    internal override void Handle(in SimulationEvent happened)
    {
        switch (happened.Kind)
        {
            case EventKind.ReclaimTick:
                HandleReclaimTick();
                break;
            case EventKind.AllocationTick:
                HandleAllocationTick();
                break;
            case EventKind.SharingTick:
                HandleSharingTick();
                break;
            default:
                throw new InvalidOperationException($"host {Name} has nothing to do with {happened.Kind}");
        }
    }

    internal override bool Accepts(in SimulationEvent saved) => saved.Kind switch
    {
        EventKind.ReclaimTick or EventKind.AllocationTick => true,
        EventKind.SharingTick => Memory is not null,
        _ => false,
    };

    internal override void Release()
    {
        if (Exists)
        {
            base.Release();
            Memory?.Dispose();
            Memory = null;
        }
    }
}
