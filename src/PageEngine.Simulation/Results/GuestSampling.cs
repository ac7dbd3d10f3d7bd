namespace PageEngine.Simulation;

/// <summary>Takes samples of one machine: keeps the counts of the last one to make rates of them.</summary>
internal sealed class GuestSampling(VirtualMachine machine)
{
    private SimTime _time = machine.Simulation.Now;
    private Counts _last = Counts.Of(machine);
    private GuestSample _sample;
    private ulong _guestFaults;

    /// <summary>Takes a sample; one of a machine that is gone is what is left of it.</summary>
    internal GuestSample Take()
    {
        _sample = machine.Exists ? TakeNow() : default(GuestSample) with
        {
            Time = machine.Simulation.Now,
            Host = machine.Host.Name,
            Guest = machine.Name,
            Lifecycle = VmState.Destroyed,
            ConfiguredPages = machine.Spec.Memory.Pages,
        };
        return _sample;
    }

    /// <summary>What came of the machine, up to the last sample.</summary>
    internal GuestSummary Summarize()
    {
        MemoryCounters counters = machine.Counters;
        return new GuestSummary
        {
            Name = machine.Name,
            Last = _sample,
            CrashReason = machine.CrashReason,
            Work = counters.Accesses,
            WorkByWorkload = [.. Enumerable.Range(0, machine.Spec.Workloads.Count).Select(machine.WorkOf)],
            MajorFaults = counters.Decompressed + counters.SwapIns,
            Refaults = counters.Refaults,
            SwapOuts = counters.SwapOuts,
            GuestFaults = _guestFaults,
            DoublePaging = counters.DoublePaging,
            ShareBreaks = counters.ShareBreaks,
            AsyncFaults = counters.AsyncFaults,
            StallTime = new SimTime(counters.StallNanoseconds),
        };
    }

    private GuestSample TakeNow()
    {
        SimTime now = machine.Simulation.Now;
        double seconds = (now - _time).TotalSeconds;
        Counts counts = Counts.Of(machine);
        GuestStatistics guest = machine.GuestStatistics;
        MachineMemory? memory = machine.MemoryOnHost;
        GuestSample sample = new()
        {
            Time = now,
            Host = machine.Host.Name,
            Guest = machine.Name,
            Lifecycle = machine.State,
            ConfiguredPages = machine.Spec.Memory.Pages,
            EntitlementPages = memory is null ? 0 : machine.EntitlementPages,
            ResidentPages = memory?.Resident ?? 0,
            SharedPages = SharedPages(),
            ZeroPages = memory?.Zero ?? 0,
            BalloonTargetPages = machine.BalloonTargetPages,
            BalloonPages = machine.BalloonPages,
            CompressedPages = memory?.Compressed ?? 0,
            SwappedPages = memory?.Swapped ?? 0,
            WorkingSetPages = machine.WorkingSetPages,
            GuestFreePages = guest.Free,
            GuestCachePages = guest.CleanCache + guest.DirtyCache,
            GuestSwapPages = machine.Rate?.GuestSwapped ?? guest.Swapped,
            MajorFaultsPerSecond = Rate(counts.Major, _last.Major, seconds),
            RefaultsPerSecond = Rate(counts.Refaults, _last.Refaults, seconds),
            GuestFaultsPerSecond = Rate(counts.GuestFaults, _last.GuestFaults, seconds),
            DoublePagingPerSecond = Rate(counts.DoublePaging, _last.DoublePaging, seconds),
            StallShare = seconds == 0 ? 0 : Math.Min(1, (counts.Stalled - _last.Stalled).TotalSeconds / seconds / machine.Spec.Vcpus),
            WorkPerSecond = Rate(counts.Work, _last.Work, seconds),
        };
        _guestFaults += counts.GuestFaults >= _last.GuestFaults ? counts.GuestFaults - _last.GuestFaults : counts.GuestFaults;
        (_time, _last) = (now, counts);
        return sample;
    }

    /// <summary>A count by the second; one that began anew counts from nothing.</summary>
    internal static double Rate(ulong now, ulong before, double seconds) =>
        seconds == 0 ? 0 : (now >= before ? now - before : now) / seconds;

    private ulong SharedPages() =>
        machine.Memory is { } pages && pages.Host.Sharer.Report.PagesShared > 0 ? pages.CountSharedPages() : 0;

    private readonly record struct Counts(
        ulong Major, ulong Refaults, ulong GuestFaults, ulong DoublePaging, SimTime Stalled, ulong Work)
    {
        internal static Counts Of(VirtualMachine machine)
        {
            MemoryCounters counters = machine.Counters;
            return new Counts(
                counters.Decompressed + counters.SwapIns,
                counters.Refaults,
                machine.Rate?.GuestFaults ?? machine.GuestOs?.Counters.SwapIns ?? 0,
                counters.DoublePaging,
                new SimTime(counters.StallNanoseconds),
                counters.Accesses);
        }
    }
}
