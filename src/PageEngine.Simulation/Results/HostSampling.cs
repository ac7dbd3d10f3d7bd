namespace PageEngine.Simulation;

/// <summary>Takes samples of one host: keeps the counts of the last one to make rates of them.</summary>
internal sealed class HostSampling(SimulatedHost host)
{
    private SimTime _time = host.Simulation.Now;
    private Counts _last = Counts.Of(host);
    private HostSummary? _summary;
    private double _cpuTime;
    private double _seconds;

    /// <summary>What came of the host, up to the last sample.</summary>
    internal HostSummary Summary => _summary! with { MeanCpuShare = _seconds == 0 ? 0 : _cpuTime / _seconds };

    internal HostSample Take()
    {
        HostSample sample = TakeNow(out double seconds);
        HostSummary last = _summary ?? new HostSummary { Name = host.Name, Last = sample, LeastFreePages = ulong.MaxValue };
        _cpuTime += sample.CpuShare * seconds;
        _seconds += seconds;
        _summary = last with
        {
            Last = sample,
            LeastFreePages = Math.Min(last.LeastFreePages, sample.FreePages),
            MostSavedPages = Math.Max(last.MostSavedPages, sample.SharingPages + sample.ZeroPages),
            MostBalloonedPages = Math.Max(last.MostBalloonedPages, sample.BalloonedPages),
            MostSwappedPages = Math.Max(last.MostSwappedPages, sample.SwappedPages),
            MostCompressedPages = Math.Max(last.MostCompressedPages, Sum(static machine => machine.MemoryOnHost?.Compressed ?? 0)),
            WorstState = sample.State > last.WorstState ? sample.State : last.WorstState,
        };
        return sample;
    }

    private HostSample TakeNow(out double seconds)
    {
        SimTime now = host.Simulation.Now;
        seconds = (now - _time).TotalSeconds;
        Counts counts = Counts.Of(host);
        SharingReport sharing = host.Pages?.Sharer.Report ?? default;
        ulong used = host.Pages?.Store.UsedFrames ?? Sum(static machine => machine.MemoryOnHost?.Resident ?? 0);
        ulong compressed = host.Memory?.Compressed?.Frames ?? 0;
        HostSample sample = new()
        {
            Time = now,
            Host = host.Name,
            CapacityPages = host.CapacityPages,
            FreePages = host.FreePages,
            PrivatePages = used - sharing.PagesShared - compressed,
            SharedPages = sharing.PagesShared,
            CompressedPages = compressed,
            ReservedPages = PageArithmetic.SubtractOrZero(host.CapacityPages, used + host.FreePages),
            SharingPages = sharing.PagesSharing,
            ZeroPages = sharing.ZeroPages,
            BalloonedPages = Sum(static machine => machine.BalloonPages),
            SwappedPages = Sum(static machine => machine.MemoryOnHost?.Swapped ?? 0),
            State = host.MemoryState,
            CpuShare = seconds == 0 ? 0 : Math.Clamp((counts.Busy - _last.Busy) / 1e9 / seconds / host.Spec.Cpus, 0, 1),
            DiskBusyShare = seconds == 0 ? 0 : Math.Clamp((counts.Device - _last.Device).TotalSeconds / seconds, 0, 1),
            FaultsPerSecond = GuestSampling.Rate(counts.Faults, _last.Faults, seconds),
            BreaksPerSecond = GuestSampling.Rate(counts.Breaks, _last.Breaks, seconds),
        };
        (_time, _last) = (now, counts);
        return sample;
    }

    private ulong Sum(Func<VirtualMachine, ulong> count)
    {
        ulong sum = 0;
        foreach (VirtualMachine machine in host.VirtualMachines)
        {
            sum += count(machine);
        }

        return sum;
    }

    private readonly record struct Counts(long Busy, SimTime Device, ulong Faults, ulong Breaks)
    {
        internal static Counts Of(SimulatedHost host)
        {
            long busy = host.HypervisorNanoseconds;
            ulong faults = 0;
            ulong breaks = 0;
            foreach (VirtualMachine machine in host.VirtualMachines)
            {
                MemoryCounters counters = machine.Counters;
                busy += counters.BusyNanoseconds;
                faults += counters.ZeroFills + counters.ShareBreaks + counters.Decompressed + counters.SwapIns;
                breaks += counters.ShareBreaks;
            }

            return new Counts(busy, host.SwapDeviceBusy, faults, breaks);
        }
    }
}
