using PageEngine.Benchmarks.Table;
using PageEngine.Simulation;

namespace PageEngine.Benchmarks.Data;

/// <summary>Simulations that benchmarks and probes measure.</summary>
internal static class SimulatedWorlds
{
    /// <summary>A machine without a guest's own life, all of whose pages have frames of their own.</summary>
    internal static VirtualMachine Still(ulong pages, ulong? limit = null, MemoryDepth depth = MemoryDepth.Tokens)
    {
        var simulation = new Simulation.Simulation(seed: 1);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromPages(pages * 2))
        {
            Depth = depth,
            Swap = new SwapSpec(ByteSize.FromPages(pages * 2)),
        });
        VirtualMachine machine = host.Start(new VmSpec("still", ByteSize.FromPages(pages))
        {
            Guest = new GuestOsSpec { Kernel = default },
            Balloon = new BalloonSpec { Enabled = false },
            Limit = limit is { } most ? ByteSize.FromPages(most) : null,
        });
        for (ulong page = 0; page < pages; page++)
            Expect(machine.Access(new GuestFrameNumber(page), new PageToken(page + 1)));
        return machine;
    }

    /// <summary>A host that does all it can: three guests that work, share, and have too little memory.</summary>
    internal static Simulation.Simulation Busy(ReclaimSpec? reclaim = null)
    {
        var simulation = new Simulation.Simulation(seed: 2);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(64))
        {
            Swap = new SwapSpec(ByteSize.FromMiB(256)),
            Sharing = new SharingSpec { Enabled = true, BeforeSwap = true },
            Reclaim = reclaim ?? new ReclaimSpec(),
        });
        for (int i = 0; i < 3; i++)
        {
            host.Start(new VmSpec($"guest {i}", ByteSize.FromMiB(32))
            {
                Vcpus = 2,
                AsyncFaults = new AsyncFaultSpec(),
                Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(2), Image = "image", Swap = ByteSize.FromMiB(32) },
                Workloads =
                [
                    new UniformWorkload { Memory = ByteSize.FromMiB(16), AccessesPerSecond = 20_000 },
                    new HotColdWorkload { Memory = ByteSize.FromMiB(8), AccessesPerSecond = 20_000 },
                    new PageCacheWorkload { Memory = ByteSize.FromMiB(2), AccessesPerSecond = 5_000 },
                ],
            });
        }

        Run(simulation, SimTime.FromSeconds(10));
        return simulation;
    }

    /// <summary>
    /// A host of 48 GiB with 19 guests of 4 GiB: 19.9 million pages, of which 11.4 million are written.
    /// </summary>
    /// <remarks>A tenth of what each guest writes is the same in all; the host has found it.</remarks>
    internal static Simulation.Simulation Large()
    {
        const ulong written = 600_000;
        const ulong common = written / 10;
        var options = new SimulationOptions { Allocator = Pages.Kinds[^1].Allocator };
        var simulation = new Simulation.Simulation(seed: 6, options);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromGiB(48))
        {
            Swap = new SwapSpec(ByteSize.FromGiB(64)),
            Sharing = new SharingSpec { Enabled = true, CleanScans = 0, PagesPerSecond = 20_000_000 },
        });
        for (ulong guest = 0; guest < 19; guest++)
        {
            VirtualMachine machine = host.Start(new VmSpec($"guest {guest}", ByteSize.FromGiB(4))
            {
                Guest = new GuestOsSpec { Kernel = default },
            });
            for (ulong page = 0; page < written; page++)
            {
                // The first pages are the kernel's, which a machine that starts writes itself.
                ulong token = page >= written - common ? 1 + page : ((guest + 1) << 32) + page;
                Expect(machine.Access(new GuestFrameNumber(page), new PageToken(token)));
            }
        }

        Run(simulation, SimTime.FromSeconds(3));
        if (host.Measure().SharingPages < 18 * common * 9 / 10)
            throw new WrongResultException("the host has not found what its guests have in common");
        return simulation;
    }

    /// <summary>Lets time pass; a simulation that stops before the end measures nothing.</summary>
    internal static ulong Run(Simulation.Simulation simulation, SimTime time)
    {
        StepResult result = simulation.AdvanceTo(simulation.Now + time);
        if (result.Reason != StepReason.Completed)
            throw new WrongResultException($"the simulation ended with {result.Reason}: {result.Fault}");
        return result.EventsHandled;
    }

    internal static void Expect(in AccessOutcome outcome)
    {
        if (!outcome.Succeeded)
            throw new WrongResultException($"an access failed: {outcome.Failure}");
    }
}
