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
            Host = machine.Host.Name,
            Guest = machine.Name,
            Measure = new MachineMeasure
            {
                Time = machine.Simulation.Now,
                State = VmState.Destroyed,
                ConfiguredPages = machine.Spec.Memory.Pages,
            },
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
        MachineMeasure now = machine.Measure();
        double seconds = (now.Time - _time).TotalSeconds;
        Counts counts = Counts.Of(machine);
        GuestSample sample = new()
        {
            Host = machine.Host.Name,
            Guest = machine.Name,
            Measure = now,
            GuestSwapPages = machine.Rate?.GuestSwapped ?? now.Guest.Swapped,
            MajorFaultsPerSecond = Rate(counts.Major, _last.Major, seconds),
            RefaultsPerSecond = Rate(counts.Refaults, _last.Refaults, seconds),
            GuestFaultsPerSecond = Rate(counts.GuestFaults, _last.GuestFaults, seconds),
            DoublePagingPerSecond = Rate(counts.DoublePaging, _last.DoublePaging, seconds),
            StallShare = HostSampling.ShareOf(counts.Stalled - _last.Stalled, seconds * machine.Spec.Vcpus),
            WorkPerSecond = Rate(counts.Work, _last.Work, seconds),
        };
        bool isAnew = counts.GuestFaults < _last.GuestFaults;
        _guestFaults += isAnew ? counts.GuestFaults : counts.GuestFaults - _last.GuestFaults;
        (_time, _last) = (now.Time, counts);
        return sample;
    }

    /// <summary>A count by the second; one that began anew counts from nothing.</summary>
    internal static double Rate(ulong now, ulong before, double seconds) =>
        seconds == 0 ? 0 : (now >= before ? now - before : now) / seconds;

    private readonly record struct Counts(
        ulong Major, ulong Refaults, ulong GuestFaults, ulong DoublePaging, long Stalled, ulong Work)
    {
        internal static Counts Of(VirtualMachine machine)
        {
            MemoryCounters counters = machine.Counters;
            return new Counts(
                counters.Decompressed + counters.SwapIns,
                counters.Refaults,
                machine.Rate?.GuestFaults ?? machine.GuestOs?.Counters.SwapIns ?? 0,
                counters.DoublePaging,
                counters.StallNanoseconds,
                counters.Accesses);
        }
    }
}
