namespace PageEngine.Simulation.Tests.Embedding;

/// <summary>A run keeps no history: what it takes does not depend on how long it is.</summary>
public sealed class LongRunTests
{
    private const long MostAllocated = 128 << 10;

    [Theory]
    [InlineData(MemoryDepth.Tokens)]
    [InlineData(MemoryDepth.Bytes)]
    [InlineData(MemoryDepth.Rate)]
    public void A_run_that_goes_on_takes_no_more_memory(MemoryDepth depth)
    {
        using Simulation simulation = Overcommitted(depth);
        simulation.Observe(new Counter(), EventFilter.All);
        Assert.Equal(StepReason.Completed, simulation.AdvanceTo(SimTime.FromSeconds(20)).Reason);
        int size = Picture.Save(simulation).Length;
        ulong events = simulation.EventsHandled;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(StepReason.Completed, simulation.AdvanceTo(SimTime.FromSeconds(80)).Reason);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(simulation.EventsHandled > events * 3, $"{events} events, then {simulation.EventsHandled}");

        // What the busiest moment so far needs is kept, so a new peak makes a table grow; half a million accesses do not.
        Assert.InRange(allocated, 0, MostAllocated);
        Assert.InRange(Picture.Save(simulation).Length, size * 9 / 10, size * 11 / 10);
    }

    private sealed class Counter : ISimulationObserver
    {
        private int _count;

        public void OnEvents(ReadOnlySpan<SimulationEvent> events) => _count += events.Length;
    }

    /// <summary>
    /// Three machines on a host that shares, balloons, compresses and swaps, because it is too small for them.
    /// </summary>
    private static Simulation Overcommitted(MemoryDepth depth)
    {
        Simulation simulation = new(seed: 4);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(16))
        {
            Depth = depth,
            Swap = new SwapSpec(ByteSize.FromMiB(64)),
            Sharing = new SharingSpec { Enabled = true, BeforeSwap = true },
            Reclaim = new ReclaimSpec { Compression = depth == MemoryDepth.Rate ? null : new CompressionSpec() },
        });
        for (int i = 0; i < 3; i++)
        {
            host.Start(new VmSpec($"machine {i}", ByteSize.FromMiB(8))
            {
                Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(1), Image = "image", Swap = ByteSize.FromMiB(8) },
                AsyncFaults = new AsyncFaultSpec(),
                Workloads =
                [
                    new UniformWorkload { Memory = ByteSize.FromMiB(4), AccessesPerSecond = 2000 },
                    new PageCacheWorkload { Memory = ByteSize.FromMiB(1), AccessesPerSecond = 1000 },
                ],
            });
        }

        return simulation;
    }
}
