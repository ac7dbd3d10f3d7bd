namespace PageEngine.Simulation;

/// <summary>Takes samples of one host: keeps the counts of the last one to make rates of them.</summary>
/// <remarks>States come and go between samples, so changes of state are watched.</remarks>
internal sealed class HostSampling : ISimulationObserver
{
    private readonly SimulatedHost _host;
    private HostMeasure _last;
    private MemoryState _worst;
    private ulong _faults;
    private HostSummary? _summary;
    private double _cpuTime;
    private double _seconds;

    internal HostSampling(SimulatedHost host)
    {
        _host = host;
        _last = host.Measure();
        _worst = _last.State;
        host.Simulation.Observe(this, EventFilter.Of(EventKind.MemoryStateChanged).For(host.Id));
    }

    /// <summary>What came of the host, up to the last sample.</summary>
    internal HostSummary Summary => _summary! with
    {
        MeanCpuShare = _seconds == 0 ? 0 : _cpuTime / _seconds,
        WorstState = _worst,
    };

    /// <inheritdoc/>
    public void OnEvents(ReadOnlySpan<SimulationEvent> events)
    {
        foreach (SimulationEvent happened in events)
        {
            MemoryState state = (MemoryState)happened.B;
            _worst = state > _worst ? state : _worst;
        }
    }

    internal HostSample Take()
    {
        HostSample sample = TakeNow(out double seconds);
        HostMeasure now = sample.Measure;
        HostSummary last = _summary ?? new() { Name = _host.Name, Last = sample, LeastFreePages = ulong.MaxValue };
        ulong compressed = Sum(static machine => machine.MemoryOnHost?.Compressed ?? 0);
        _cpuTime += sample.CpuShare * seconds;
        _seconds += seconds;
        _summary = last with
        {
            Last = sample,
            LeastFreePages = Math.Min(last.LeastFreePages, now.FreePages),
            MostSavedPages = Math.Max(last.MostSavedPages, now.SharingPages + now.ZeroPages),
            MostBalloonedPages = Math.Max(last.MostBalloonedPages, now.BalloonedPages),
            MostSwappedPages = Math.Max(last.MostSwappedPages, now.SwappedPages),
            MostCompressedPages = Math.Max(last.MostCompressedPages, compressed),
        };
        return sample;
    }

    private HostSample TakeNow(out double seconds)
    {
        HostMeasure now = _host.Measure();
        ulong faults = SumFaults();
        seconds = (now.Time - _last.Time).TotalSeconds;
        HostSample sample = new()
        {
            Host = _host.Name,
            Measure = now,
            CpuShare = ShareOf(now.CpuNanoseconds - _last.CpuNanoseconds, seconds * _host.Spec.Cpus),
            DiskBusyShare = ShareOf(now.SwapBusyNanoseconds - _last.SwapBusyNanoseconds, seconds),
            FaultsPerSecond = GuestSampling.Rate(faults, _faults, seconds),
            BreaksPerSecond = GuestSampling.Rate(now.ShareBreaks, _last.ShareBreaks, seconds),
        };
        (_last, _faults) = (now, faults);
        return sample;
    }

    /// <summary>The part of a time that was used, 0 to 1.</summary>
    internal static double ShareOf(long nanoseconds, double seconds) =>
        seconds == 0 ? 0 : Math.Clamp(nanoseconds / 1e9 / seconds, 0, 1);

    private ulong SumFaults() => Sum(static machine =>
    {
        MemoryCounters counters = machine.Counters;
        return counters.ZeroFills + counters.ShareBreaks + counters.Decompressed + counters.SwapIns;
    });

    private ulong Sum(Func<VirtualMachine, ulong> count)
    {
        ulong sum = 0;
        foreach (VirtualMachine machine in _host.VirtualMachines)
        {
            sum += count(machine);
        }

        return sum;
    }
}
