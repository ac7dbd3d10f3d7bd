namespace PageEngine.Simulation.Tests.Hosts;

/// <summary>The three depths of a host's memory against each other, on a host that is overcommitted by a half.</summary>
public sealed class MemoryDepthTests
{
    private const int Machines = 3;

    [Fact]
    public void E5_Bytes_and_tokens_make_the_same_history()
    {
        using Simulation tokens = Overcommitted(MemoryDepth.Tokens);
        using Simulation bytes = Overcommitted(MemoryDepth.Bytes);
        Assert.Equal(tokens.EventHash, bytes.EventHash);
        Assert.Equal(tokens.Hosts[0].Measure(), bytes.Hosts[0].Measure());
        Assert.Equal(tokens.VirtualMachines.Select(machine => machine.Measure()), bytes.VirtualMachines.Select(machine => machine.Measure()));
    }

    [Fact]
    public void Machines_that_want_the_same_get_the_same()
    {
        using Simulation simulation = Overcommitted(MemoryDepth.Tokens);
        double[] work = [.. simulation.VirtualMachines.Select(machine => (double)machine.Counters.Accesses)];
        Assert.True(work.Max() / work.Min() < 1.05, string.Join(" ", work));
    }

    [Fact]
    public void Rates_say_what_pages_say()
    {
        using Simulation pages = Overcommitted(MemoryDepth.Tokens);
        using Simulation rates = Overcommitted(MemoryDepth.Rate);
        double expected = pages.VirtualMachines.Sum(machine => (double)machine.Counters.Accesses);
        double actual = rates.VirtualMachines.Sum(machine => (double)machine.Counters.Accesses);
        Assert.InRange(actual / expected, 0.9, 1.1);
        expected = pages.VirtualMachines.Sum(machine => (double)machine.Counters.SwapIns);
        actual = rates.VirtualMachines.Sum(machine => (double)machine.Counters.SwapIns);
        Assert.InRange(actual / expected, 0.85, 1.15);
    }

    /// <summary>Three machines that use 30 MiB each, on 64 MiB, for ten seconds.</summary>
    private static Simulation Overcommitted(MemoryDepth depth)
    {
        Simulation simulation = new(seed: 1, new SimulationOptions { InvariantInterval = 500 });
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(64))
        {
            Depth = depth,
            Swap = new SwapSpec(ByteSize.FromMiB(256)),
            Sharing = new SharingSpec { Enabled = true },
        });
        for (int i = 0; i < Machines; i++)
        {
            host.Start(new VmSpec($"machine {i}", ByteSize.FromMiB(32))
            {
                Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(2) },
                Workload = new UniformWorkload { Memory = ByteSize.FromMiB(28), AccessesPerSecond = 20_000 },
            });
        }

        StepResult result = simulation.AdvanceTo(SimTime.FromSeconds(10));
        Assert.True(result.Reason == StepReason.Completed, result.Fault);
        return simulation;
    }
}
