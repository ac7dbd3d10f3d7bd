namespace PageEngine.Simulation;

/// <content>What results are made of.</content>
public sealed partial class SimulatedHost
{
    /// <summary>Looks at the host as it stands; allocates nothing.</summary>
    public HostMeasure Measure()
    {
        SharingReport sharing = Memory?.Pages.Sharer.Report ?? default;
        ulong compressedFrames = Memory?.Compressed?.Frames ?? 0;
        ulong used = Memory?.Pages.Store.UsedFrames ?? _rateResident;
        ulong ballooned = 0;
        ulong swapped = 0;
        ulong swapIns = 0;
        ulong breaks = 0;
        long cpu = HypervisorNanoseconds;
        foreach (VirtualMachine machine in _machines)
        {
            ballooned += machine.BalloonPages;
            swapped += machine.MemoryOnHost?.Swapped ?? 0;
            swapIns += machine.Counters.SwapIns;
            breaks += machine.Counters.ShareBreaks;
            cpu += machine.Counters.BusyNanoseconds;
        }

        return new HostMeasure
        {
            Time = Simulation.Now,
            CapacityPages = CapacityPages,
            FreePages = FreePages,
            PrivatePages = used - sharing.PagesShared - compressedFrames,
            SharedPages = sharing.PagesShared,
            CompressedFrames = compressedFrames,
            ReservedPages = Math.Min(ReservedFrames, CapacityPages - Math.Min(used, CapacityPages)),
            SharingPages = sharing.PagesSharing,
            ZeroPages = sharing.ZeroPages,
            BalloonedPages = ballooned,
            SwappedPages = swapped,
            State = MemoryState,
            CpuNanoseconds = cpu,
            SwapBusyNanoseconds = (Memory?.SwapDevice ?? _rateSwapDevice)?.BusyTime.Nanoseconds ?? 0,
            SwapIns = swapIns,
            ShareBreaks = breaks,
        };
    }
}
