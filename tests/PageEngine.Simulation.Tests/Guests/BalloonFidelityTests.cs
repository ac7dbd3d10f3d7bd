using PageEngine.Simulation.Tests.Hosts;

namespace PageEngine.Simulation.Tests;

/// <summary>Case R8 of the validation list: a guest that is ballooned to a size against one that is configured with it.</summary>
public sealed class BalloonFidelityTests
{
    // 256 MiB, at a quarter of the size.
    private const ulong Full = 16_384;

    [Theory]
    [InlineData(0.99)]
    [InlineData(0.5)]
    public void R8_a_ballooned_guest_is_a_little_slower_and_less_so_as_the_balloon_shrinks(double exponent)
    {
        List<double> slowdowns = [];
        foreach (ulong size in (ulong[])[Full / 2, Full * 3 / 4, Full * 7 / 8])
        {
            double slowdown = 1 - (WorkOf(Full, size, exponent) / WorkOf(size, size, exponent));
            TestContext.Current.TestOutputHelper?.WriteLine($"{size} of {Full} pages: {slowdown:P2} slower");
            slowdowns.Add(slowdown);
        }

        Assert.InRange(slowdowns[0], 0.005, 0.06);
        Assert.Equal(slowdowns.OrderDescending(), slowdowns);
        Assert.InRange(slowdowns[^1], 0, 0.02);
    }

    [Fact]
    public void R8_it_is_the_kernel_s_tables_that_the_balloon_does_not_shrink()
    {
        GuestOsSpec spec = new();
        Assert.Equal(spec.Kernel.Pages + (Full * 70 / 4096), spec.KernelPagesIn(Full));
    }

    /// <summary>The work of a guest that reads and writes files of more than its memory.</summary>
    private static double WorkOf(ulong configured, ulong size, double exponent)
    {
        using Simulation simulation = new(seed: 8);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(128)) { Reclaim = new ReclaimSpec { Balloon = false } });
        VirtualMachine machine = host.Start(new VmSpec("guest", ByteSize.FromPages(configured))
        {
            Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(4) },
            Workload = new PageCacheWorkload
            {
                Tasks = 4,
                Memory = ByteSize.FromMiB(1),
                WorkingSet = ByteSize.FromMiB(1),
                Files = ByteSize.FromPages(size),
                Pattern = FilePattern.Zipf,
                Exponent = exponent,
                AccessesPerSecond = 200_000,
                Begin = SimTime.FromSeconds(1),
            },
        });
        simulation.Run(0.5);
        machine.SteerBalloon(configured - size);
        simulation.Run(3);
        Assert.Equal(configured - size, machine.BalloonPages);
        ulong before = machine.Counters.Accesses;
        simulation.Run(3);
        return machine.Counters.Accesses - before;
    }
}
