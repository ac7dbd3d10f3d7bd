using PageEngine.Simulation.Tests.Hosts;

namespace PageEngine.Simulation.Tests.Reclaim;

/// <summary>Case R3 of the validation list end to end: sampled working sets, entitlements, balloons that move the memory.</summary>
public sealed class HostAllocationTests
{
    // M = 360 and guests of 256, in units of so many pages.
    private const ulong Unit = 32;

    [Theory]
    [InlineData(0.0, 64, 200, 180, 180)]
    [InlineData(0.5, 64, 200, 146, 214)]
    [InlineData(0.75, 64, 200, 129, 231)]
    [InlineData(0.75, 20, 180, 120, 240)]
    public void R3_two_guests_settle_where_the_tax_says(double tax, int idleActive, int busyActive, double idle, double busy)
    {
        using Simulation simulation = TwoGuests(tax, idleActive, busyActive);
        SimulatedHost host = simulation.Hosts[0];
        simulation.Run(90);
        (VirtualMachine first, VirtualMachine second) = (host.VirtualMachines[0], host.VirtualMachines[1]);

        // By the formula, from what was sampled: to a page. Against what is really active: as good as the sample is.
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join("\n", host.VirtualMachines.Select(machine => machine.Measure().ToString())));
        double memory = 360 * Unit;
        double active = first.WorkingSetPages + second.WorkingSetPages;
        foreach (VirtualMachine machine in host.VirtualMachines)
        {
            double expected = (tax * machine.WorkingSetPages) + ((memory - (tax * active)) / 2);
            Assert.InRange(machine.EntitlementPages, Math.Min(expected, 256 * Unit) - 1, Math.Min(expected, 256 * Unit) + 1);
        }

        Assert.InRange(first.EntitlementPages / (double)Unit, idle - 8, idle + 8);
        Assert.InRange(second.EntitlementPages / (double)Unit, busy - 8, busy + 8);

        // The memory follows, and it is the balloon that moves it.
        // The second leaves what it does not use to the first.
        double resident = first.Measure().ResidentPages / (double)Unit;
        double other = second.Measure().ResidentPages / (double)Unit;
        Assert.InRange(resident, idle - 12, Math.Max(idle, 366 - other));
        Assert.InRange(other, Math.Min(busyActive, busy) - 2, busy + 12);
        ulong inflated = first.BalloonDriver!.Counters.Inflated;
        Assert.True(inflated > 64 * Unit, $"{inflated} pages were ballooned");
        Assert.True(host.Swapped() < inflated / 4, $"{host.Swapped()} pages are swapped");
    }

    /// <summary>Two guests that have written all their memory; of each a part is in use.</summary>
    private static Simulation TwoGuests(double tax, int firstActive, int secondActive)
    {
        Simulation simulation = new(seed: 3, new SimulationOptions { InvariantInterval = 20_000 });

        // Six parts in a hundred are kept free.
        ByteSize memory = ByteSize.FromPages((ulong)Math.Ceiling(360 * Unit / 0.94));
        SimulatedHost host = simulation.AddHost(new HostSpec("host", memory)
        {
            Swap = new SwapSpec(ByteSize.FromMiB(256)),
            Reclaim = new ReclaimSpec
            {
                IdleTax = tax,
                SamplePages = 1000,
                SamplePeriod = SimTime.FromSeconds(4),
                AllocationInterval = SimTime.FromSeconds(1),
            },
        });
        host.Start(Guest("first", firstActive, SimTime.Zero));
        host.Start(Guest("second", secondActive, SimTime.FromSeconds(25)));
        return simulation;
    }

    private static VmSpec Guest(string name, int active, SimTime boot) => new(name, ByteSize.FromPages(256 * Unit))
    {
        BootTime = boot,
        Vcpus = 2,
        Guest = new GuestOsSpec
        {
            Kernel = ByteSize.FromPages(0),
            KernelBytesPerPage = 0,
            FreeReserve = 0,
            Swap = ByteSize.FromMiB(128),
            Disk = StorageSpec.Nvme,
        },
        Balloon = new BalloonSpec { PagesPerSecond = 8192, Interval = SimTime.FromMilliseconds(50) },
        Workloads =
        [
            new SequentialWorkload
            {
                Memory = ByteSize.FromPages((256 - (ulong)active) * Unit), AccessesPerSecond = 500, Sweeps = 2,
                Pause = SimTime.FromSeconds(1000),
            },
            new SequentialWorkload { Memory = ByteSize.FromPages((ulong)active * Unit), AccessesPerSecond = 2000 },
        ],
    };
}
