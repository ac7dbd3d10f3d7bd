namespace PageEngine.Simulation;

/// <content>The reclaim ladder: sharing, balloons, compression, swap.</content>
public sealed partial class SimulatedHost
{
    private const ulong DirectBatch = 32;
    private const ulong BackgroundBatch = 256;

    /// <summary>The part of the frames above the best state's edge that balloons give back in one look.</summary>
    private const ulong DeflationDivisor = 8;

    private static readonly SimTime AgingInterval = SimTime.FromSeconds(1);
    private static readonly SimTime LeastInterval = SimTime.FromMilliseconds(1);

    private readonly IMemoryStatePolicy _states;
    private readonly MemoryAllocation _allocation;
    private EventHandle _reclaimTick;
    private SimTime _lastLook;
    private SimTime _nextAging;
    private ulong _edge;

    // Scratch for the division of memory, as long as the list of machines that hold some.
    private VirtualMachine[] _holders = [];
    private MemoryDemand[] _demands = [];
    private ulong[] _amounts = [];

    /// <summary>How short of memory the host is.</summary>
    public MemoryState MemoryState => _states.State;

    /// <summary>Processor time that the hypervisor spent on scanning, compressing and moving pages, in nanoseconds.</summary>
    public long HypervisorNanoseconds { get; private set; }

    /// <summary>Frames to hold free for writes to shared pages, as <see cref="SharingSpec.UnmergeHeadroom"/> asks.</summary>
    public ulong HeadroomPages => Memory is null || Spec.Sharing.UnmergeHeadroom == 0
        ? 0
        : (ulong)(Memory.Pages.Sharer.Report.PagesSaved * Spec.Sharing.UnmergeHeadroom);

    private ReclaimActions Enabled =>
        ReclaimActions.Share | ReclaimActions.Block
        | (Spec.Reclaim.Balloon ? ReclaimActions.Balloon : 0)
        | (Spec.Reclaim.Compression is not null ? ReclaimActions.Compress : 0)
        | (Spec.Reclaim.Swap && Spec.Swap is not null ? ReclaimActions.Swap : 0);

    /// <summary>Sees to it that frames are free for a machine that needs them now, within its limit.</summary>
    /// <param name="count">The frames.</param>
    /// <param name="memory">The machine's memory.</param>
    /// <param name="outcome">What it took is added to it.</param>
    /// <param name="grows">Whether the machine holds more pages with them; a copy of a shared page takes its place.</param>
    /// <returns>False when none can be had; the outcome says so then.</returns>
    internal bool EnsureFrames(ulong count, PagedMemory memory, ref AccessOutcome outcome, bool grows = true)
    {
        if (grows && !KeepLimit(count, memory, ref outcome))
        {
            outcome.Failure = AccessFailure.HostOutOfMemory;
            return false;
        }

        ulong free = FreePages;
        if (free >= count)
        {
            LookEarlyIfBelowEdge(free - count);
            return true;
        }

        outcome.Faults |= FaultKinds.HostReclaim;
        ulong batch = Math.Max(count, DirectBatch);
        TakePages(batch, Enabled, DirectBatch, memory.Now, waits: true, ref outcome);
        if (FreePages >= count)
        {
            return true;
        }

        outcome.Failure = AccessFailure.HostOutOfMemory;
        return false;
    }

    /// <summary>Takes pages from a machine until so many more are within its limit. False when they cannot be taken.</summary>
    /// <remarks>Merging a page leaves it with the machine, so it does not help here.</remarks>
    private bool KeepLimit(ulong count, PagedMemory memory, ref AccessOutcome outcome)
    {
        ulong resident = memory.Resident;
        while (resident + count > memory.LimitPages)
        {
            outcome.Faults |= FaultKinds.HostReclaim;
            ulong most = PageArithmetic.SubtractOrZero(memory.LimitPages, count);
            ulong floor = Math.Min(memory.Owner.Spec.Reservation.Pages, most);
            memory.Reclaim(Math.Max(resident - most, DirectBatch), floor, RungsOf(Enabled) & ~ReclaimRungs.Share, ref outcome);
            if (memory.Resident >= resident)
            {
                return false;
            }

            resident = memory.Resident;
        }

        return true;
    }

    internal void TellReclaimed(PagedMemory memory, ulong compressed, ulong swapped) =>
        Simulation.Tell(EventKind.PagesReclaimed, memory.Owner.Id, (long)compressed, (long)swapped);

    internal void ChargeHypervisor(long nanoseconds) => HypervisorNanoseconds += nanoseconds;

    /// <summary>
    /// Lets the host look at its memory before its time when an allocation takes it below the edge of its state, as kswapd
    /// is woken at a watermark.
    /// </summary>
    private void LookEarlyIfBelowEdge(ulong free)
    {
        if (free < _edge && Simulation.Now - _lastLook >= LeastInterval && Simulation.Cancel(_reclaimTick))
        {
            _edge = 0;
            _reclaimTick = ScheduleIn(SimTime.Zero, EventKind.ReclaimTick);
        }
    }

    /// <summary>The free frames below which the state becomes worse.</summary>
    private ulong EdgeBelow(MemoryState state) =>
        state switch
        {
            MemoryState.High or MemoryState.Clear => _states.EdgeOf(MemoryState.Soft),
            MemoryState.Soft => _states.EdgeOf(MemoryState.Hard),
            MemoryState.Hard => _states.EdgeOf(MemoryState.Low),
            _ => 0,
        };

    private void HandleReclaimTick()
    {
        _lastLook = Simulation.Now;
        _reclaimTick = ScheduleIn(Spec.Reclaim.Interval, EventKind.ReclaimTick);
        MemoryState after = UpdateState();
        ulong free = PageArithmetic.SubtractOrZero(FreePages, HeadroomPages);
        ReclaimActions actions = _states.Actions;
        CollectHolders();
        SteerBalloons(actions, free);
        SplitLargePages(actions);
        HurrySharing(actions);
        ulong taken = 0;
        if (after != MemoryState.High)
        {
            AccessOutcome outcome = default;
            taken = TakePages(_states.PagesToReach(BestStateWithout(actions), free), actions, BackgroundBatch, Simulation.Now, waits: false, ref outcome);
            ChargeHypervisor(outcome.CpuNanoseconds);
        }

        // What was taken counts at once; machines are held back only while the devices cannot keep up. Where nothing can
        // be taken, waiting helps nobody: whoever needs a page runs out of memory, and that is told.
        MemoryState left = UpdateState();
        bool helps = taken > 0 || IsDeviceBehind(Simulation.Now);
        BlockThoseAboveTarget(helps && (_states.Actions & ReclaimActions.Block) != 0);
        AgePagesIfDue();
        _edge = EdgeBelow(left) + HeadroomPages;
    }

    private MemoryState UpdateState()
    {
        MemoryState before = _states.State;
        MemoryState after = _states.Update(PageArithmetic.SubtractOrZero(FreePages, HeadroomPages));
        if (after != before)
        {
            Tell(EventKind.MemoryStateChanged, (long)before, (long)after);
        }

        return after;
    }

    /// <summary>The state at which pages are not taken any more: where only balloons work, or nothing.</summary>
    private MemoryState BestStateWithout(ReclaimActions actions) =>
        (actions & (ReclaimActions.Compress | ReclaimActions.Swap)) != 0 && _states.State >= MemoryState.Hard
            ? MemoryState.Soft
            : MemoryState.High;

    /// <summary>Takes pages from the machines that the allocation makes pay first, a batch at a time, down to their reservations.</summary>
    /// <returns>The frames that became free.</returns>
    private ulong TakePages(
        ulong wanted, ReclaimActions actions, ulong batch, SimTime now, bool waits, ref AccessOutcome outcome)
    {
        CollectHolders();
        ulong taken = 0;
        while (taken < wanted && !(IsDeviceBehind(now) && !waits))
        {
            int victim = _allocation.PickVictim(_demands, _amounts);
            if (victim < 0)
            {
                break;
            }

            VirtualMachine machine = _holders[victim];
            ReclaimActions rungs = waits ? actions & Enabled : ReclaimLadder.RungsFor(actions, Enabled, machine.BalloonStatus);
            ulong freed = 0;
            if (RungsOf(rungs) != ReclaimRungs.None)
            {
                machine.MemoryOnHost!.SetClock(now);
                freed = machine.MemoryOnHost.Reclaim(Math.Min(batch, wanted - taken), _demands[victim].MinPages, RungsOf(rungs), ref outcome);
            }

            taken += freed;
            _amounts[victim] = freed == 0
                ? _demands[victim].MinPages
                : Math.Min(PageArithmetic.SubtractOrZero(_amounts[victim], freed), machine.MemoryOnHost!.Resident);
        }

        return taken;
    }

    /// <summary>Whether the swap device has more to do than it can before the next look.</summary>
    private bool IsDeviceBehind(SimTime now) => (Memory?.SwapDevice ?? _rateSwapDevice) is { } device && device.Backlog(now) > Spec.Reclaim.Interval;

    private ReclaimRungs RungsOf(ReclaimActions actions) =>
        ((actions & ReclaimActions.Compress) != 0 ? ReclaimRungs.Compress : 0)
        | ((actions & ReclaimActions.Swap) != 0 ? ReclaimRungs.Swap : 0)
        | (Spec.Sharing.BeforeSwap && (actions & (ReclaimActions.Compress | ReclaimActions.Swap)) != 0 ? ReclaimRungs.Share : 0);

    /// <summary>Asks balloons for what the host lacks, from those above their entitlement; gives back what it has to spare.</summary>
    private void SteerBalloons(ReclaimActions actions, ulong free)
    {
        if (!Spec.Reclaim.Balloon)
        {
            SteerBalloonsByHand();
            return;
        }

        ulong lacking = (actions & ReclaimActions.Balloon) != 0 ? _states.PagesToReach(MemoryState.High, free) : 0;
        ulong spare = _states.State == MemoryState.High
            ? PageArithmetic.SubtractOrZero(free, _states.EdgeOf(MemoryState.High) * 5 / 4) / DeflationDivisor
            : 0;
        ulong excess = 0;
        ulong ballooned = 0;
        ulong owed = 0;
        foreach (VirtualMachine machine in _holders)
        {
            excess += machine.ExcessPages;
            ballooned += machine.BalloonPages;
            owed += machine.OwedPages;
        }

        // What one machine holds above its entitlement is owed to those whose balloons keep them below theirs.
        bool mayShift = lacking == 0 && _states.State < MemoryState.Hard;
        ulong shifted = mayShift ? (Math.Min(excess, owed) + DeflationDivisor - 1) / DeflationDivisor : 0;
        ulong taken = Math.Max(lacking, shifted);
        foreach (VirtualMachine machine in _holders)
        {
            ulong wanted = machine.BalloonPages;
            if (taken > 0 && machine.ExcessPages > 0)
            {
                // The balloon takes what is free in the guest first, and of that the host has nothing.
                wanted += PortionOf(taken, machine.ExcessPages, excess) + (lacking > 0 ? machine.UnbackedPages : 0);
            }
            else if (shifted > 0 && machine.OwedPages > 0)
            {
                wanted -= Math.Min(wanted, PortionOf(shifted, machine.OwedPages, owed));
            }
            else if (spare > 0 && machine.BalloonPages > 0)
            {
                wanted -= Math.Min(wanted, PortionOf(spare, machine.BalloonPages, ballooned));
            }

            machine.SteerBalloon(wanted);
        }
    }

    /// <summary>Moves the balloons that somebody chose a size for, on a host that uses none itself.</summary>
    private void SteerBalloonsByHand()
    {
        foreach (VirtualMachine machine in _holders)
        {
            if (machine.IsBalloonByHand)
            {
                machine.SteerBalloon(machine.BalloonPages);
            }
        }
    }

    private static ulong PortionOf(ulong amount, ulong part, ulong whole) =>
        (ulong)((((UInt128)amount * part) + whole - 1) / whole);

    private void BlockThoseAboveTarget(bool blocks)
    {
        foreach (VirtualMachine machine in _holders)
        {
            machine.SetBlocked(blocks && machine.ExcessPages > 0);
        }
    }

    private void AgePagesIfDue()
    {
        if (Simulation.Now < _nextAging)
        {
            return;
        }

        _nextAging = Simulation.Now + AgingInterval;
        foreach (VirtualMachine machine in _holders)
        {
            machine.Paged?.Age();
            machine.RunBackground();
        }
    }

    private void HandleAllocationTick()
    {
        ScheduleIn(Spec.Reclaim.AllocationInterval, EventKind.AllocationTick);
        DivideMemory();
    }

    /// <summary>Says anew how much memory each machine is entitled to.</summary>
    internal void DivideMemory()
    {
        CollectHolders();
        ulong kept = ReservedFrames + _states.EdgeOf(MemoryState.High);
        _allocation.ComputeTargets(PageArithmetic.SubtractOrZero(CapacityPages, kept), _demands, _amounts);
        for (int i = 0; i < _holders.Length; i++)
        {
            _holders[i].EntitlementPages = _amounts[i];
        }
    }

    private void CollectHolders()
    {
        int count = 0;
        foreach (VirtualMachine machine in _machines)
        {
            count += machine.HoldsFrames ? 1 : 0;
        }

        if (_holders.Length != count)
        {
            (_holders, _demands, _amounts) = (new VirtualMachine[count], new MemoryDemand[count], new ulong[count]);
        }

        int next = 0;
        foreach (VirtualMachine machine in _machines)
        {
            if (machine.HoldsFrames)
            {
                _holders[next] = machine;
                _demands[next] = DemandOf(machine);
                _amounts[next++] = machine.MemoryOnHost!.Resident;
            }
        }
    }

    private static MemoryDemand DemandOf(VirtualMachine machine)
    {
        VmSpec spec = machine.Spec;
        ulong max = Math.Min(spec.Limit?.Pages ?? spec.Memory.Pages, spec.Memory.Pages);
        return new MemoryDemand(SharesOf(spec), Math.Min(spec.Reservation.Pages, max), max, machine.WorkingSetPages);
    }
}
