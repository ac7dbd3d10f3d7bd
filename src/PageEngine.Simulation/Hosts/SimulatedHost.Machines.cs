namespace PageEngine.Simulation;

/// <content>Machines that come and go: admission, memory, out of memory.</content>
public sealed partial class SimulatedHost
{
    private readonly Dictionary<string, ushort> _domains = [];
    private ulong _rateResident;

    /// <summary>The frames that exist.</summary>
    public ulong CapacityPages => Spec.Memory.Pages;

    /// <summary>The frames that machines can still get.</summary>
    public ulong FreePages
    {
        get
        {
            ulong free = Memory is null ? CapacityPages - Math.Min(_rateResident, CapacityPages) : Memory.Pages.Store.FreeFrames;
            return free > ReservedFrames ? free - ReservedFrames : 0;
        }
    }

    /// <summary>
    /// The frames that the hypervisor keeps for itself, for the overhead of running machines, and for machines on their way.
    /// </summary>
    public ulong ReservedFrames => Spec.Reserved.Pages + ((ulong)OverheadHolders * Spec.OverheadPerVm.Pages) + _incomingPages;

    /// <summary>The machines that the hypervisor keeps overhead for.</summary>
    internal int OverheadHolders { get; private set; }

    internal Refusal? RefuseAdmission(VmSpec spec)
    {
        if (HasFailed)
        {
            return new Refusal(RefusalReason.NoHost, $"host {Name} has failed");
        }

        AdmissionController controller = new(new AdmissionOptions
        {
            HostPages = CapacityPages,
            HostReservePages = Spec.Reserved.Pages,
            Policy = Spec.Admission.Rule,
            OvercommitRatio = Spec.Admission.OvercommitRatio,
        });
        foreach (VirtualMachine machine in Holders)
        {
            if (VmTransitions.HoldsMemory(machine.State))
            {
                controller.Admit(ClaimOf(machine.Spec));
            }
        }

        foreach (VirtualMachine machine in Arriving)
        {
            controller.Admit(ClaimOf(machine.Spec));
        }

        AdmissionDecision decision = controller.Evaluate(ClaimOf(spec));
        if (!decision.IsAdmitted)
        {
            return new Refusal(RefusalReason.NotAdmitted, decision.Reason);
        }

        return FreePages < Spec.OverheadPerVm.Pages
            ? new Refusal(RefusalReason.NoMemory, $"host {Name} has {FreePages} free pages and needs more for the machine's overhead")
            : null;
    }

    /// <summary>Makes the memory of a machine that starts.</summary>
    internal MachineMemory Attach(VirtualMachine machine)
    {
        ReserveOverhead();
        if (Memory is null)
        {
            return new RateMemory(this, machine);
        }

        VmSpec spec = machine.Spec;
        GuestMemory guest = Memory.Pages.AddGuest(spec.Name, spec.Memory, new GuestOptions
        {
            Domain = DomainOf(spec),
            NumaNode = spec.NumaNode,
            LargePages = spec.LargePages,
        });
        guest.IsMergeable = spec.Mergeable;
        PagedMemory memory = new(this, machine, guest);
        memory.AttachDisk(spec.Guest);
        return memory;
    }

    /// <summary>Says that a machine's memory is given back.</summary>
    internal void Detach(VirtualMachine machine, bool holdsOverhead)
    {
        ForgetDomain(machine.Spec);
        if (holdsOverhead)
        {
            ReleaseOverhead();
        }
    }

    internal void ReserveOverhead() => SetOverheadHolders(OverheadHolders + 1);

    internal void ReleaseOverhead() => SetOverheadHolders(OverheadHolders - 1);

    /// <summary>Uses the host's disk, and says when it is done. False when the disk fails the request; it is told then.</summary>
    internal bool TryRequestDisk(ulong bytes, bool isWrite, out SimTime done)
    {
        if (Disk.TryRequest(Simulation.Now, bytes, isWrite, out done))
        {
            return true;
        }

        TellDeviceFailed(isWrite, (uint)Math.Min(bytes >> Page.Shift, uint.MaxValue));
        return false;
    }

    /// <summary>Does what the host does when a machine needs a frame and none can be had.</summary>
    internal void RunOutOfMemory(VirtualMachine faulting, ulong page)
    {
        Tell(EventKind.HostOutOfMemory, (long)page, faulting.Id.Value);
        bool isOwnLimit = faulting.Paged is { } paged && paged.Resident >= paged.LimitPages;
        if (isOwnLimit && Spec.OutOfMemory == OutOfMemoryAction.EndLargest)
        {
            // Others hold nothing that it could have.
            faulting.CrashNow($"the machine is at its limit and host {Name} can take nothing from it");
            return;
        }

        switch (Spec.OutOfMemory)
        {
            case OutOfMemoryAction.EndFaulting:
                faulting.CrashNow($"host {Name} has no memory left");
                break;
            case OutOfMemoryAction.PauseFaulting when VmTransitions.Runs(faulting.State):
                faulting.PauseNow();
                break;
            case OutOfMemoryAction.Ask when Simulation.PendingDecision is null:
                Simulation.Ask(new PendingDecision(this, faulting, isOwnLimit ? [faulting] : LargestFirst()));
                break;
            case OutOfMemoryAction.EndLargest:
                LargestFirst()[0].CrashNow($"host {Name} has no memory left and this machine held the most beyond its reservation");
                break;
            default:
                break;
        }
    }

    internal void EndForMemory(VirtualMachine victim) =>
        victim.CrashNow($"host {Name} has no memory left and the embedding program chose this machine");

    internal void TellDeviceFailed(bool isWrite, uint pages) => Tell(EventKind.DeviceFailed, isWrite ? 1 : 0, pages);

    /// <summary>The machines that hold memory, those first that hold the most beyond their reservation.</summary>
    private IReadOnlyList<VirtualMachine> LargestFirst() =>
        [.. Holders.Where(static machine => VmTransitions.HoldsMemory(machine.State))
            .OrderByDescending(static machine => PageArithmetic.SubtractOrZero(machine.MemoryOnHost!.Resident, machine.Spec.Reservation.Pages))
            .ThenByDescending(static machine => machine.MemoryOnHost!.Resident)
            .ThenBy(static machine => machine.Id.Value)];

    private void SetOverheadHolders(int count)
    {
        OverheadHolders = count;
        UpdateReserve();
    }

    private void UpdateReserve()
    {
        if (Memory is not null)
        {
            Memory.ReservedFrames = ReservedFrames;
        }
    }

    private MemoryClaim ClaimOf(VmSpec spec) => new()
    {
        SizePages = spec.Memory.Pages,
        ReservationPages = spec.Reservation.Pages,
        LimitPages = spec.Limit?.Pages,
        OverheadPages = Spec.OverheadPerVm.Pages,
        Shares = SharesOf(spec),
    };

    private static ulong SharesOf(VmSpec spec) => spec.Shares is { } shares ? (ulong)shares : MemoryShares.Normal(spec.Memory.Pages);

    /// <summary>The number of a machine's sharing domain. Groups keep theirs; a machine that is alone has one while it has memory.</summary>
    private SharingDomain DomainOf(VmSpec spec)
    {
        if (DomainNameOf(spec) is not { } name)
        {
            return SharingDomain.Default;
        }

        if (!_domains.TryGetValue(name, out ushort id))
        {
            id = LowestFreeDomain();
            _domains.Add(name, id);
        }

        return new SharingDomain(id);
    }

    private string? DomainNameOf(VmSpec spec) => Spec.Sharing.Isolation switch
    {
        SharingIsolation.None => null,
        SharingIsolation.EachMachine => spec.Name,
        _ => spec.Domain,
    };

    private ushort LowestFreeDomain()
    {
        int id = SharingDomain.Default.Id + 1;
        while (_domains.ContainsValue(checked((ushort)id)))
        {
            id++;
        }

        return (ushort)id;
    }

    private void ForgetDomain(VmSpec spec)
    {
        if (Spec.Sharing.Isolation == SharingIsolation.EachMachine)
        {
            _domains.Remove(spec.Name);
        }
    }
}
