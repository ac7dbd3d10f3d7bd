namespace PageEngine.Simulation.Tests.Embedding;

/// <summary>A host of a hundred pages with machines that do everything at once.</summary>
internal static class SmallWorld
{
    internal static HostSpec Host(MemoryDepth depth, string name = "host") => new(name, ByteSize.FromPages(96))
    {
        Depth = depth,
        Swap = new SwapSpec(ByteSize.FromPages(64)) { ReadAheadPages = 2 },
        Sharing = new SharingSpec { Enabled = true, BeforeSwap = true, Interval = SimTime.FromMilliseconds(20) },
        Reclaim = new ReclaimSpec
        {
            Interval = SimTime.FromMilliseconds(10),
            Compression = new CompressionSpec { CacheShare = 0.3 },
            AllocationInterval = SimTime.FromMilliseconds(50),
            SamplePeriod = SimTime.FromMilliseconds(50),
            SamplePages = 8,
        },
        Admission = new AdmissionSpec { Rule = AdmissionPolicy.None },
    };

    internal static VmSpec Busy(string name = "busy") => new(name, ByteSize.FromPages(80))
    {
        Vcpus = 2,
        Domain = "blue",
        Guest = new GuestOsSpec { Image = "image", Kernel = ByteSize.FromPages(4), Swap = ByteSize.FromPages(32) },
        AsyncFaults = new AsyncFaultSpec(),
        Balloon = new BalloonSpec { Interval = SimTime.FromMilliseconds(5), FreePageReporting = true },
        Workloads =
        [
            new ZipfWorkload { Memory = ByteSize.FromPages(40), AccessesPerSecond = 2_000, Content = new ContentSpec { ZeroShare = 0.2, CommonShare = 0.4, CommonSize = ByteSize.FromPages(10) } },
            new PageCacheWorkload { Memory = ByteSize.FromPages(8), AccessesPerSecond = 1_000, WriteShare = 0.5 },
        ],
    };

    /// <summary>A machine whose pages nobody touches but the test.</summary>
    internal static VmSpec Still(string name = "still", ulong pages = 30) => new(name, ByteSize.FromPages(pages))
    {
        Guest = new GuestOsSpec { Kernel = default },
        Balloon = new BalloonSpec { Enabled = false },
    };

    internal static Simulation Make(MemoryDepth depth)
    {
        Simulation simulation = new(7);
        SimulatedHost host = simulation.AddHost(Host(depth));
        host.Start(Busy());
        VirtualMachine sleeper = host.Start(Busy("sleeper") with { Memory = ByteSize.FromPages(40), Workloads = [new UniformWorkload { Memory = ByteSize.FromPages(20), AccessesPerSecond = 500 }] });
        host.Define(Still("gone")).Destroy();
        host.Define(Still("later"));
        simulation.AdvanceTo(SimTime.FromMilliseconds(200));
        sleeper.SuspendToDisk();
        simulation.ScheduleTimer(SimTime.FromSeconds(2), 1, 2);
        simulation.CancelTimer(simulation.ScheduleTimer(SimTime.FromSeconds(3)));
        return simulation;
    }
}
