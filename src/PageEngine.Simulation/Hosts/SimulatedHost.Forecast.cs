namespace PageEngine.Simulation;

/// <content>What a storm of writes to shared pages would need.</content>
public sealed partial class SimulatedHost
{
    /// <summary>Says how many frames writes to shared pages would take, at once and over time.</summary>
    /// <remarks>Reads every page table once; allocates.</remarks>
    /// <param name="writesPerSecond">
    /// The page writes of a machine in a second; when left out, the mean rate of its tasks since the start of the simulation.
    /// </param>
    /// <returns>The forecast; null for a host of <see cref="MemoryDepth.Rate"/>, which shares nothing.</returns>
    public UnmergeForecast? ForecastUnmerge(Func<VirtualMachine, double>? writesPerSecond = null)
    {
        ThrowIfGone();
        if (Memory is null)
        {
            return null;
        }

        UnmergeGuest[] guests =
        [
            .. _machines.Where(static machine => machine.HoldsFrames).Select(machine => new UnmergeGuest(
                machine.Spec.Memory.Pages,
                CountMerged(machine.Paged!.Guest),
                machine.Paged.Zero,
                writesPerSecond?.Invoke(machine) ?? MeanWritesPerSecond(machine))),
        ];
        return new UnmergeForecast(guests, Memory.Pages.Sharer.Report.PagesShared);
    }

    private double MeanWritesPerSecond(VirtualMachine machine)
    {
        double writes = 0;
        for (int i = 0; i < machine.Spec.Workloads.Count; i++)
        {
            writes += machine.WorkOf(i) * machine.Spec.Workloads[i].WriteShare;
        }

        return Simulation.Now == SimTime.Zero ? 0 : writes / Simulation.Now.TotalSeconds;
    }

    private static ulong CountMerged(GuestMemory guest)
    {
        ulong merged = 0;
        for (ulong page = 0; page < guest.PageCount; page++)
        {
            merged += guest.MappingOf(new GuestFrameNumber(page)) == PageMapping.Shared ? 1UL : 0;
        }

        return merged;
    }
}
