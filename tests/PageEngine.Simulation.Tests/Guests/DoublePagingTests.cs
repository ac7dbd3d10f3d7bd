using PageEngine.Simulation.Tests.Hosts;

namespace PageEngine.Simulation.Tests;

/// <summary>Case R12 of the validation list through a host: a guest swaps what its host has swapped.</summary>
public sealed class DoublePagingTests
{
    [Fact]
    public void R12_each_page_costs_a_read_of_the_host_and_a_write_of_the_guest_that_a_plain_guest_does_not_pay()
    {
        using Simulation simulation = FullGuest(avoids: false);
        VirtualMachine machine = simulation.VirtualMachines[0];
        SwapByHost(machine, machine.Spec.Memory.Pages);
        ulong reads = machine.Counters.SwapIns;
        ulong writes = machine.GuestOs!.Counters.SwapOuts;
        Balloon(machine, 256);
        ulong pages = machine.GuestOs.Counters.SwapOuts - writes;
        Assert.InRange(pages, 200UL, 400UL);
        Assert.Equal(pages, machine.Counters.DoublePaging);
        Assert.Equal(pages, machine.Counters.SwapIns - reads);
        Assert.Equal(pages, machine.Measure().DoublePaging);
    }

    [Fact]
    public void R12_a_plain_guest_pays_neither()
    {
        using Simulation simulation = FullGuest(avoids: false);
        VirtualMachine machine = simulation.VirtualMachines[0];
        Balloon(machine, 256);
        Assert.True(machine.GuestOs!.Counters.SwapOuts >= 200);
        Assert.Equal((0UL, 0UL), (machine.Counters.DoublePaging, machine.Counters.SwapIns));
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.6)]
    [InlineData(0.8)]
    public void R12_with_the_remedy_it_is_gone(double swappedByHost)
    {
        using Simulation simulation = FullGuest(avoids: true);
        VirtualMachine machine = simulation.VirtualMachines[0];
        SwapByHost(machine, (ulong)(machine.Spec.Memory.Pages * swappedByHost));
        Balloon(machine, 256);
        Assert.True(machine.GuestOs!.Counters.SwapOuts >= 200);
        Assert.Equal((0UL, 0UL), (machine.Counters.DoublePaging, machine.Counters.SwapIns));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void R12_in_a_run_with_a_guest_that_is_short_and_held_below_its_memory(bool avoids)
    {
        using Simulation simulation = SimulationRuns.New(12);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(64))
        {
            Swap = new SwapSpec(ByteSize.FromMiB(64)),
            Reclaim = new ReclaimSpec { AvoidDoublePaging = avoids },
        });
        VirtualMachine machine = host.Start(new VmSpec("guest", ByteSize.FromMiB(16))
        {
            Limit = ByteSize.FromMiB(10),
            Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(1), Swap = ByteSize.FromMiB(32) },
            Workload = new UniformWorkload { Memory = ByteSize.FromMiB(16), AccessesPerSecond = 20_000 },
        });
        simulation.Run(5);
        Assert.True(machine.Counters.SwapOuts > 0 && machine.GuestOs!.Counters.SwapOuts > 0);
        if (avoids)
        {
            Assert.Equal(0UL, machine.Counters.DoublePaging);
        }
        else
        {
            Assert.True(machine.Counters.DoublePaging > machine.GuestOs.Counters.SwapOuts / 10);
        }
    }

    /// <summary>A guest of 8 MiB whose memory is full of pages that a task has written.</summary>
    private static Simulation FullGuest(bool avoids)
    {
        Simulation simulation = SimulationRuns.New(12);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(32))
        {
            Swap = new SwapSpec(ByteSize.FromMiB(32)),
            Reclaim = new ReclaimSpec { Balloon = false, AvoidDoublePaging = avoids },
        });
        VirtualMachine machine = host.Start(new VmSpec("guest", ByteSize.FromMiB(8))
        {
            Guest = new GuestOsSpec { Kernel = ByteSize.FromPages(16), Swap = ByteSize.FromMiB(8) },
            Workload = new SequentialWorkload
            {
                Memory = ByteSize.FromPages(1950),
                AccessesPerSecond = 100_000,
                Sweeps = 2,
                Pause = SimTime.FromSeconds(1000),
            },
        });
        simulation.Run(1);
        Assert.Equal(1950UL, machine.GuestStatistics.Anonymous);
        return simulation;
    }

    private static void SwapByHost(VirtualMachine machine, ulong pages)
    {
        AccessOutcome outcome = default;
        machine.Paged!.Now = machine.Simulation.Now;
        machine.Paged.Reclaim(pages, 0, ReclaimRungs.Swap, ref outcome);
        machine.Simulation.Run(1);
    }

    private static void Balloon(VirtualMachine machine, ulong pages)
    {
        machine.SteerBalloon(pages);
        machine.Simulation.Run(2);
        Assert.Equal(pages, machine.BalloonPages);
    }
}
