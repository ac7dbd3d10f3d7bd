namespace PageEngine.Simulation.Tests.Reclaim;

/// <summary>Case R14 of the validation list: guests that fit only because they share, and then all write.</summary>
public sealed class UnmergeStormTests
{
    [Fact]
    public void R14_With_headroom_the_ladder_engages_and_nothing_fails()
    {
        using Simulation simulation = MergedToFit(headroom: 1, swap: ByteSize.FromMiB(128));
        SimulatedHost host = simulation.Hosts[0];
        Counter outOfMemory = new();
        using IDisposable observation = simulation.Observe(outOfMemory, EventFilter.Of(EventKind.HostOutOfMemory));
        WriteEverywhere(simulation);
        Assert.Equal(0, outOfMemory.Events);
        Assert.True(host.Measure().SwappedPages > 0);
        Assert.All(host.VirtualMachines, machine => Assert.Equal(VmState.Running, machine.State));
    }

    [Fact]
    public void R14_Without_headroom_and_swap_the_host_says_that_it_is_out_of_memory()
    {
        using Simulation simulation = MergedToFit(headroom: 0, swap: null);
        Counter outOfMemory = new();
        using IDisposable observation = simulation.Observe(outOfMemory, EventFilter.Of(EventKind.HostOutOfMemory));
        WriteEverywhere(simulation);
        Assert.True(outOfMemory.Events > 0);
        Assert.Contains(simulation.VirtualMachines, machine => machine.State == VmState.Crashed);
        Assert.Contains(simulation.VirtualMachines, machine => machine.State == VmState.Running);
    }

    [Fact]
    public void R14_The_forecast_of_the_storm_is_what_the_storm_takes()
    {
        using Simulation simulation = MergedToFit(headroom: 0, swap: ByteSize.FromMiB(128));
        SimulatedHost host = simulation.Hosts[0];
        UnmergeForecast forecast = host.ForecastUnmerge()!;
        SharingReport sharing = host.Pages!.Sharer.Report;
        Assert.Equal(sharing.PagesSaved, forecast.StormFrames);
        Assert.True(forecast.StormFrames > host.FreePages);
        Assert.True(forecast.FramesWithin(SimTime.FromSeconds(1).Nanoseconds) <= forecast.StormFrames);
    }

    /// <summary>Four guests of 16 MiB of equal pages on 40 MiB: they fit after the sharer has been there.</summary>
    private static Simulation MergedToFit(double headroom, ByteSize? swap)
    {
        Simulation simulation = new(seed: 14, new SimulationOptions { InvariantInterval = 500 });
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(40))
        {
            Swap = swap is { } size ? new SwapSpec(size) : null,
            Sharing = new SharingSpec { Enabled = true, CleanScans = 0, UnmergeHeadroom = headroom },
        });
        for (int i = 0; i < 4; i++)
        {
            host.Start(new VmSpec($"guest {i}", ByteSize.FromMiB(16))
            {
                Guest = new GuestOsSpec { Kernel = ByteSize.FromPages(16) },
                BootTime = SimTime.FromSeconds(2 * i),
                Workloads =
                [
                    new SequentialWorkload
                    {
                        Memory = ByteSize.FromMiB(14),
                        AccessesPerSecond = 4000,
                        End = SimTime.FromMilliseconds(1500),
                        Content = new ContentSpec { CommonShare = 1 },
                    },
                    new IdleWorkload { Memory = ByteSize.FromPages(16) },
                ],
            });
        }

        Assert.Equal(StepReason.Completed, simulation.AdvanceTo(SimTime.FromSeconds(10)).Reason);
        return simulation;
    }

    private static void WriteEverywhere(Simulation simulation)
    {
        ulong content = 1;
        for (ulong page = 0; page < 4096; page++)
        {
            foreach (VirtualMachine machine in simulation.VirtualMachines.ToArray())
            {
                if (machine.State == VmState.Running && !machine.Access(new GuestFrameNumber(page), new PageToken(content++)).Succeeded)
                {
                    machine.Host.RunOutOfMemory(machine, page);
                }
            }

            Assert.Equal(StepReason.Completed, simulation.AdvanceTo(simulation.Now + SimTime.FromMicroseconds(100)).Reason);
        }
    }

    private sealed class Counter : ISimulationObserver
    {
        internal int Events { get; private set; }

        public void OnEvents(ReadOnlySpan<SimulationEvent> events) => Events += events.Length;
    }
}
