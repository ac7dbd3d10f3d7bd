namespace PageEngine.Simulation;

/// <content>What results are made of.</content>
public sealed partial class VirtualMachine
{
    private const ulong MostPagesLookedAt = 4096;

    /// <summary>Looks at the machine as it stands.</summary>
    /// <remarks>Looks at up to 4096 pages; allocates nothing.</remarks>
    public MachineMeasure Measure() => new()
    {
        Time = Simulation.Now,
        State = State,
        ConfiguredPages = Spec.Memory.Pages,
        EntitlementPages = HoldsFrames ? EntitlementPages : 0,
        ResidentPages = MemoryOnHost?.Resident ?? 0,
        SharedPages = CountShared(),
        ZeroPages = MemoryOnHost?.Zero ?? 0,
        BalloonTargetPages = BalloonTargetPages,
        BalloonPages = BalloonPages,
        CompressedPages = MemoryOnHost?.Compressed ?? 0,
        SwappedPages = MemoryOnHost?.Swapped ?? 0,
        WorkingSetPages = WorkingSetPages,
        Guest = GuestStatistics,
        SwapIns = Counters.SwapIns,
        Refaults = Counters.Refaults,
        GuestFaults = (GuestOs?.Counters.SwapIns + GuestOs?.Counters.FilePagesRead) ?? Rate?.GuestFaults ?? 0,
        DoublePaging = Counters.DoublePaging,
        StallNanoseconds = Counters.StallNanoseconds,
        Accesses = Counters.Accesses,
    };

    private ulong CountShared()
    {
        if (Paged is not { } paged)
        {
            return 0;
        }

        ulong pages = paged.PageCount;
        ulong step = Math.Max(1, pages / MostPagesLookedAt);
        ulong looked = 0;
        ulong shared = 0;
        for (ulong page = 0; page < pages; page += step, looked++)
        {
            shared += paged.Guest.MappingOf(new GuestFrameNumber(page)) == PageMapping.Shared ? 1UL : 0;
        }

        return step == 1 ? shared : Math.Min((ulong)((UInt128)shared * pages / looked), paged.Resident);
    }
}
