namespace PageEngine.Simulation.Tests.Hosts;

/// <summary>Rates against pages in several regimes; NUMA nodes and large pages through the host.</summary>
public sealed class DepthRegimeTests
{
    [Theory]
    [InlineData(128, true, 0)]
    [InlineData(80, false, 0)]
    [InlineData(56, false, 0)]
    [InlineData(80, true, 24)]
    public void Rates_say_what_pages_say(int hostMiB, bool balloon, int guestSwapMiB)
    {
        using Simulation pages = Run(MemoryDepth.Tokens, hostMiB, balloon, guestSwapMiB);
        using Simulation rates = Run(MemoryDepth.Rate, hostMiB, balloon, guestSwapMiB);
        double expected = Work(pages);
        double actual = Work(rates);
        HostMeasure measure = pages.Hosts[0].Measure();
        HostMeasure rate = rates.Hosts[0].Measure();
        TestContext.Current.TestOutputHelper?.WriteLine($"{actual / expected:F3} {measure} {rate}");
        Assert.InRange(actual / expected, 0.85, 1.15);
        Assert.InRange((double)rate.FreePages, measure.FreePages - (0.05 * measure.CapacityPages), measure.FreePages + (0.05 * measure.CapacityPages));
        Assert.Equal(measure.SwappedPages > 500, rate.SwappedPages > 500);
    }

    [Theory]
    [InlineData(MemoryDepth.Tokens)]
    [InlineData(MemoryDepth.Bytes)]
    public void S4_equal_pages_on_two_nodes_share_across_or_not_at_all(MemoryDepth depth)
    {
        foreach (bool across in (bool[])[true, false])
        {
            using Simulation simulation = SimulationRuns.New(4);
            SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(16))
            {
                Depth = depth,
                NumaNodes = 2,
                Sharing = new SharingSpec { MergeAcrossNodes = across, CleanScans = 0 },
            });
            for (int node = 0; node < 2; node++)
            {
                VirtualMachine machine = host.Start(new VmSpec($"on {node}", ByteSize.FromMiB(1))
                {
                    NumaNode = node,
                    Guest = new GuestOsSpec { Kernel = default, KernelBytesPerPage = 0 },
                });
                simulation.Run(0.1);
                Assert.True(machine.Access(new GuestFrameNumber(1), new PageToken(4)).Succeeded);
            }

            host.Pages!.Sharer.ScanOnce();
            host.Pages.Sharer.ScanOnce();
            HostMeasure measure = host.Measure();
            ulong expected = across ? 1UL : 0;
            Assert.Equal((expected, expected), (measure.SharedPages, measure.SharingPages));
            Assert.Equal(expected, host.MeasureIsolation().SavedAsConfigured);
        }
    }

    [Theory]
    [InlineData(LargePagePolicy.Split)]
    [InlineData(LargePagePolicy.Keep)]
    public void Large_pages_are_split_for_sharing_if_the_policy_says_so(LargePagePolicy policy)
    {
        using Simulation simulation = Large(policy, ByteSize.FromMiB(64), ByteSize.FromMiB(16));
        PageHost pages = simulation.Hosts[0].Pages!;
        simulation.Run(5);
        HostMeasure measure = simulation.Hosts[0].Measure();
        Assert.Equal(policy == LargePagePolicy.Split, pages.Sharer.Report.LargePagesSplit > 0);
        Assert.Equal(policy == LargePagePolicy.Keep, pages.LargePageCount > 6);
        Assert.Equal(policy == LargePagePolicy.Split, measure.SharingPages > 500);
    }

    [Fact]
    public void Large_pages_are_split_when_their_parts_are_swapped()
    {
        using Simulation simulation = Large(LargePagePolicy.Keep, ByteSize.FromMiB(24), ByteSize.FromMiB(16));
        simulation.Run(5);
        HostMeasure measure = simulation.Hosts[0].Measure();
        Assert.True(measure.SwappedPages > 100, $"{measure}");
        Assert.All(simulation.VirtualMachines, machine => Assert.Equal(VmState.Running, machine.State));
    }

    [Theory]
    [InlineData(MemoryStateKind.MinFree, 33, true)]
    [InlineData(MemoryStateKind.MinFree, 256, false)]
    [InlineData(MemoryStateKind.Classic, 33, false)]
    public void R5_large_pages_that_are_kept_are_split_when_memory_becomes_short(
        MemoryStateKind states, ulong hostMiB, bool isSplit)
    {
        ByteSize guest = ByteSize.FromMiB(16);
        using Simulation simulation = Large(LargePagePolicy.Keep, ByteSize.FromMiB(hostMiB), guest, states);
        simulation.Run(5);
        PageHost pages = simulation.Hosts[0].Pages!;
        HostMeasure measure = simulation.Hosts[0].Measure();
        Assert.Equal(isSplit, pages.LargePageCount == 0);
        Assert.Equal(isSplit, measure.SharingPages > 500);
        Assert.Equal(0UL, measure.SwappedPages);
    }

    private static Simulation Large(
        LargePagePolicy policy, ByteSize memory, ByteSize guest, MemoryStateKind states = MemoryStateKind.Classic)
    {
        Simulation simulation = SimulationRuns.New(4);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", memory)
        {
            Swap = new SwapSpec(ByteSize.FromMiB(64)),
            Sharing = new SharingSpec { Enabled = true, CleanScans = 0, LargePages = policy },
            Reclaim = new ReclaimSpec { Balloon = false, States = states },
        });
        for (int i = 0; i < 2; i++)
        {
            host.Start(new VmSpec($"guest {i}", guest)
            {
                LargePages = true,
                Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(1) },
                Workload = new SequentialWorkload
                {
                    Memory = ByteSize.FromMiB(12),
                    AccessesPerSecond = 3000,
                    Sweeps = 2,
                    Pause = SimTime.FromSeconds(1000),
                    Content = new ContentSpec { CommonShare = 0.5 },
                },
            });
        }

        simulation.Run(0.2);
        return simulation;
    }

    private static Simulation Run(MemoryDepth depth, int hostMiB, bool balloon, int guestSwapMiB)
    {
        Simulation simulation = SimulationRuns.New(6);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB((ulong)hostMiB))
        {
            Depth = depth,
            Swap = new SwapSpec(ByteSize.FromMiB(256)),
            Reclaim = new ReclaimSpec { Balloon = balloon },
        });
        for (int i = 0; i < 3; i++)
        {
            host.Start(new VmSpec($"machine {i}", ByteSize.FromMiB(32))
            {
                Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(2), Swap = ByteSize.FromMiB((ulong)guestSwapMiB) },
                Workload = new UniformWorkload { Memory = ByteSize.FromMiB(27), AccessesPerSecond = 10_000 },
            });
        }

        simulation.Run(10);
        return simulation;
    }

    private static double Work(Simulation simulation) => simulation.VirtualMachines.Sum(machine => (double)machine.Counters.Accesses);
}
