using System.Diagnostics;

namespace PageEngine.Simulation;

/// <summary>The memory of a machine as counts that move at rates: no page has an identity.</summary>
/// <remarks>
/// <para>For runs with very many machines. The tasks of all workloads together touch W pages uniformly, a times a second,
/// so of n pages in any state n·(1 − e^(−a·t/W)) are touched within t (the limit of N(1 − (1 − 1/N)^(a·t)) for large N).
/// First touches take frames, touches of swapped pages fault, and the faults slow the tasks down by what the device needs.
/// </para>
/// <para>Fractions of a page are carried over, so that long runs with small rates come out right.</para>
/// </remarks>
internal sealed class RateMemory : MachineMemory
{
    private const double LeastSpeed = 0.01;

    private readonly SimulatedHost _host;
    private readonly VirtualMachine _owner;
    private readonly ulong _pages;
    private readonly double _accessesPerSecond;
    private double _firstTouches;
    private double _faults;
    private double _guestFaults;
    private double _accesses;
    private double _speed = 1;
    private ulong _resident;
    private ulong _swapped;
    private ulong _guestSwapped;
    private ulong _touched;
    private ulong _balloonTarget;

    internal RateMemory(SimulatedHost host, VirtualMachine owner)
    {
        VmSpec spec = owner.Spec;
        _host = host;
        _owner = owner;
        _pages = spec.Memory.Pages;
        ulong kernel = Math.Min(spec.Guest.KernelPagesIn(_pages), _pages);
        ulong tasks = 0;
        foreach (WorkloadSpec workload in spec.Workloads)
        {
            tasks += (workload.Memory?.Pages ?? ((_pages - kernel) / (ulong)spec.Workloads.Count)) * (ulong)workload.Tasks;
            _accessesPerSecond += workload.AccessesPerSecond * workload.Tasks;
        }

        WorkingSetPages = Math.Min(_pages, kernel + tasks);
        _accessesPerSecond = Math.Min(_accessesPerSecond, spec.Vcpus * MostAccessesPerVcpu(spec));
    }

    /// <inheritdoc/>
    public override ulong PageCount => _pages;

    /// <summary>The pages that the tasks and the kernel use.</summary>
    internal ulong WorkingSetPages { get; }

    /// <summary>The most frames that the machine may hold.</summary>
    internal ulong LimitPages => _owner.Spec.Limit?.Pages ?? ulong.MaxValue;

    /// <summary>The pages in the balloon.</summary>
    internal ulong BalloonPages { get; private set; }

    /// <summary>The pages that are on the host's disk because the machine is suspended.</summary>
    internal ulong ParkedPages { get; private set; }

    internal override ulong Resident => _resident;

    internal override ulong Zero => 0;

    internal override ulong Swapped => _swapped;

    internal override ulong Compressed => 0;

    /// <summary>The pages that the guest has in its own swap.</summary>
    internal ulong GuestSwapped => _guestSwapped;

    /// <summary>The pages that tasks found in the guest's own swap; each comes back, in exchange for another when the guest is full.</summary>
    internal ulong GuestFaults { get; private set; }

    private ulong GuestFree => _pages - Math.Min(_pages, _touched - _guestSwapped + BalloonPages);

    private ulong GuestSwapFree => _owner.Spec.Guest.Swap.Pages - Math.Min(_owner.Spec.Guest.Swap.Pages, _guestSwapped);

    /// <summary>The pages that are expected to be written within a time: N(1 − e^(−w·t/N)).</summary>
    internal double ExpectedDirtyPages(SimTime window)
    {
        double share = 0;
        double rate = 0;
        foreach (WorkloadSpec workload in _owner.Spec.Workloads)
        {
            share += workload.WriteShare * workload.AccessesPerSecond * workload.Tasks;
            rate += workload.AccessesPerSecond * workload.Tasks;
        }

        double writes = rate == 0 ? 0 : _accessesPerSecond * share / rate;
        return Touched(WorkingSetPages, writes * _speed * window.TotalSeconds);
    }

    internal override void SetClock(SimTime now)
    {
    }

    internal void SetBalloonTarget(ulong pages) => _balloonTarget = pages;

    /// <summary>Lets a span of time pass: first touches, faults, the balloon.</summary>
    internal void Advance(SimTime span, bool runs)
    {
        MoveBalloon(span);
        if (!runs)
        {
            return;
        }

        double accesses = _accessesPerSecond * span.TotalSeconds * _speed;
        _firstTouches += Touched(WorkingSetPages - _touched, accesses);
        ulong first = MakeGuestRoom(TakeWhole(ref _firstTouches, WorkingSetPages - _touched));
        ulong granted = _host.EnsureRateFrames(first, this);
        Hold(granted);
        _touched += granted;
        _owner.Counters.ZeroFills += granted;

        _faults += Touched(_swapped, accesses);
        ulong faults = TakeWhole(ref _faults, _swapped);
        ulong brought = _host.EnsureRateFrames(faults, this);
        SimTime stall = brought == 0 ? SimTime.Zero : _host.ReadRateSwap(brought);
        Hold(brought);
        _swapped -= brought;
        _host.NoteRateSwapped(-(long)brought);
        _owner.Counters.SwapIns += brought;

        _guestFaults += Touched(_guestSwapped, accesses);
        ulong guestFaults = TakeWhole(ref _guestFaults, _guestSwapped);
        SimTime guestDisk = _owner.Spec.Guest.Disk.ReadLatency * (long)guestFaults;
        GuestFaults += guestFaults;

        // Where the guest has room again, they come back for good.
        ulong back = _host.EnsureRateFrames(Math.Min(guestFaults, GuestFree), this);
        Hold(back);
        _guestSwapped -= back;

        _accesses += accesses;
        _owner.Counters.Accesses += TakeWhole(ref _accesses, ulong.MaxValue);
        long stalled = Math.Min(stall.Nanoseconds / _owner.Spec.Vcpus, span.Nanoseconds);
        _owner.Counters.StallNanoseconds += stalled;
        _owner.Counters.BusyNanoseconds += span.Nanoseconds - stalled;

        // The next span goes on as slowly as this one went.
        double waited = stalled + ((double)guestDisk.Nanoseconds / _owner.Spec.Vcpus);
        _speed = Math.Clamp(1 - (waited / span.Nanoseconds), LeastSpeed, 1);
    }

    /// <summary>Gives the frames back while the machine is on the disk.</summary>
    internal void Park()
    {
        ParkedPages = _resident;
        Drop(_resident);
    }

    /// <summary>Takes the frames of a parked machine again. False when the host has too few; it stays parked.</summary>
    internal bool TryUnpark()
    {
        if (_host.EnsureRateFrames(ParkedPages, this) < ParkedPages)
        {
            return false;
        }

        Hold(ParkedPages);
        ParkedPages = 0;
        return true;
    }

    internal override ulong Reclaim(ulong frames, ulong floorPages, ReclaimRungs rungs, ref AccessOutcome outcome)
    {
        if ((rungs & ReclaimRungs.Swap) == 0)
        {
            return 0;
        }

        ulong taken = Math.Min(Math.Min(frames, PageArithmetic.SubtractOrZero(_resident, floorPages)), _host.FreeRateSwap);
        if (taken > 0)
        {
            outcome.WaitForHost(_host.WriteRateSwap(taken));
            outcome.CpuNanoseconds += (long)taken * HostCosts.Swap;
            Drop(taken);
            _swapped += taken;
            _host.NoteRateSwapped((long)taken);
            _owner.Counters.SwapOuts += taken;
        }

        return taken;
    }

    internal override void Release()
    {
        Drop(_resident);
        _host.NoteRateSwapped(-(long)_swapped);
        _swapped = 0;
    }

    internal override void CheckInvariants()
    {
        if (_resident + ParkedPages + _swapped + _guestSwapped != _touched || _touched + BalloonPages > _pages + _guestSwapped)
        {
            throw new InvalidOperationException(
                $"{_owner.Name} touched {_touched} pages; {_resident} are resident, {_swapped} and {_guestSwapped} swapped");
        }
    }

    internal override void Save(StateWriter writer)
    {
        writer.Write(_firstTouches);
        writer.Write(_faults);
        writer.Write(_guestFaults);
        writer.Write(GuestFaults);
        writer.Write(_accesses);
        writer.Write(_speed);
        writer.Write(_resident);
        writer.Write(_swapped);
        writer.Write(_guestSwapped);
        writer.Write(_touched);
        writer.Write(_balloonTarget);
        writer.Write(BalloonPages);
        writer.Write(ParkedPages);
    }

    internal override void Load(StateReader reader)
    {
        _firstTouches = reader.ReadDouble();
        _faults = reader.ReadDouble();
        _guestFaults = reader.ReadDouble();
        GuestFaults = reader.ReadUInt64();
        _accesses = reader.ReadDouble();
        _speed = reader.ReadDouble();
        _resident = reader.ReadUInt64();
        _swapped = reader.ReadUInt64();
        _guestSwapped = reader.ReadUInt64();
        _touched = reader.ReadUInt64();
        _balloonTarget = reader.ReadUInt64();
        BalloonPages = reader.ReadUInt64();
        ParkedPages = reader.ReadUInt64();
    }

    private static double MostAccessesPerVcpu(VmSpec spec) =>
        spec.Workloads.Count == 0 ? 0 : spec.Workloads.Max(static workload => workload.AccessesPerSecond);

    private static double Touched(ulong pages, double accesses, ulong among) =>
        among == 0 ? 0 : pages * -double.ExpM1(-accesses / among);

    private double Touched(ulong pages, double accesses) => Touched(pages, accesses, WorkingSetPages);

    /// <summary>Takes the whole pages out of a sum, at most so many; the fraction stays.</summary>
    private static ulong TakeWhole(ref double sum, ulong most)
    {
        ulong whole = Math.Min((ulong)sum, most);
        sum -= whole;
        return whole;
    }

    /// <summary>Free pages go into the balloon first; then the guest pages out.</summary>
    private void MoveBalloon(SimTime span)
    {
        ulong step = (ulong)Math.Max(1, _owner.Spec.Balloon.PagesPerSecond * span.TotalSeconds);
        if (BalloonPages < _balloonTarget)
        {
            ulong moved = Math.Min(step, _balloonTarget - BalloonPages);
            ulong free = Math.Min(moved, GuestFree);
            BalloonPages += free + PageOut(moved - free);
        }
        else
        {
            BalloonPages -= Math.Min(step, BalloonPages - _balloonTarget);
        }
    }

    /// <summary>Finds room in the guest for pages: free, or paged out, or taken back from the balloon.</summary>
    /// <returns>The pages that there is room for.</returns>
    private ulong MakeGuestRoom(ulong pages)
    {
        ulong room = Math.Min(pages, GuestFree);
        room += PageOut(pages - room);
        if (_owner.Spec.Balloon.DeflateOnOutOfMemory)
        {
            ulong deflated = Math.Min(pages - room, BalloonPages);
            BalloonPages -= deflated;
            room += deflated;
        }

        return room;
    }

    /// <summary>Writes pages to the guest's own swap; the host has their frames back.</summary>
    private ulong PageOut(ulong pages)
    {
        ulong written = Math.Min(Math.Min(pages, GuestSwapFree), _resident);
        Drop(written);
        _guestSwapped += written;
        return written;
    }

    private void Hold(ulong pages)
    {
        _resident += pages;
        _host.NoteRateResident((long)pages);
    }

    private void Drop(ulong pages)
    {
        Debug.Assert(pages <= _resident, "no more is given back than is held");
        _resident -= pages;
        _host.NoteRateResident(-(long)pages);
    }
}
