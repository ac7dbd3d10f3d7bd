using PageEngine.Benchmarks.Data;
using PageEngine.Simulation;

namespace PageEngine.Benchmarks.Allocations;

/// <summary>What the simulated host does all the time, when it has done it for a while.</summary>
internal static class SimulationProbes
{
    private const int PageCount = 4096;
    private static readonly SimTime Step = SimTime.FromSeconds(1);

    internal static IEnumerable<AllocationProbe> All()
    {
        VirtualMachine machine = SimulatedWorlds.Still(PageCount);
        VirtualMachine limited = SimulatedWorlds.Still(PageCount, limit: PageCount / 2);
        byte[] bytes = new byte[Page.Size];
        return
        [
            Timers("simulation.timer", new Simulation.Simulation()),
            Timers("simulation.observed", Observed()),
            AllocationProbes.ForEach("simulation.read", PageCount, page =>
                SimulatedWorlds.Expect(machine.Read((ulong)page << Page.Shift, bytes))),
            AllocationProbes.ForEach("simulation.write", PageCount, page =>
                SimulatedWorlds.Expect(machine.Write((ulong)page << Page.Shift, bytes))),
            AllocationProbes.ForEach("simulation.access", PageCount, page => Write(machine, page)),
            AllocationProbes.ForEach("simulation.access.swap", PageCount, page => Write(limited, page)),
            EventDriven(machine),
            Workload(),
            Scan(),
            Balloon(),
            Ladder(),
        ];
    }

    private static void Write(VirtualMachine machine, int page) =>
        SimulatedWorlds.Expect(machine.Access(new GuestFrameNumber((ulong)page), new PageToken((ulong)page + 1)));

    private static Simulation.Simulation Observed()
    {
        var simulation = new Simulation.Simulation();
        simulation.Observe(new CountingObserver(), EventFilter.All);
        return simulation;
    }

    private static AllocationProbe Timers(string name, Simulation.Simulation simulation) => new(name, PageCount, () =>
    {
        for (int i = 0; i < PageCount; i++)
            simulation.ScheduleTimer(simulation.Now + new SimTime(i * 7919L % 100_000), i);
        Expect(SimulatedWorlds.Run(simulation, SimTime.FromMicroseconds(100)), PageCount);
    });

    private static AllocationProbe EventDriven(VirtualMachine machine) =>
        new("simulation.access.event", PageCount, () =>
    {
        for (int page = 0; page < PageCount; page++)
        {
            machine.BeginAccess(new GuestFrameNumber((ulong)page), new PageToken(1), page, out AccessOutcome outcome);
            SimulatedWorlds.Expect(outcome);
        }

        Expect(SimulatedWorlds.Run(machine.Simulation, Step), PageCount);
    });

    /// <summary>Tasks that find all their pages: the operation is an access.</summary>
    private static AllocationProbe Workload()
    {
        const int accesses = 20_000;
        var simulation = new Simulation.Simulation(seed: 3);
        VirtualMachine machine = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(128))).Start(
            new VmSpec("guest", ByteSize.FromMiB(64))
            {
                Vcpus = 2,
                Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(2) },
                Workloads =
                [
                    new UniformWorkload { Memory = ByteSize.FromMiB(16), AccessesPerSecond = accesses / 2 },
                    new HotColdWorkload { Memory = ByteSize.FromMiB(16), AccessesPerSecond = accesses / 2 },
                ],
            });
        SimulatedWorlds.Run(simulation, SimTime.FromSeconds(20));
        return new("simulation.workload", accesses, () =>
        {
            ulong before = machine.Counters.Accesses;
            SimulatedWorlds.Run(simulation, Step);
            Expect(machine.Counters.Accesses - before, accesses * 9 / 10);
        });
    }

    /// <summary>
    /// The page sharer of a host whose guests write all the time: the operation is a page that it looks at.
    /// </summary>
    private static AllocationProbe Scan()
    {
        var simulation = new Simulation.Simulation(seed: 4);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(128))
        {
            Sharing = new SharingSpec { Enabled = true, CleanScans = 0, PagesPerSecond = 100_000 },
        });
        VirtualMachine machine = host.Start(new VmSpec("guest", ByteSize.FromPages(PageCount))
        {
            Guest = new GuestOsSpec { Kernel = default },
        });
        return new("simulation.scan", PageCount, () =>
        {
            for (ulong page = 0; page < PageCount; page++)
            {
                ulong token = 1 + ((page + simulation.EventsHandled) % 1000);
                SimulatedWorlds.Expect(machine.Access(new GuestFrameNumber(page), new PageToken(token)));
            }


            ulong before = host.Pages!.Sharer.Report.PagesScanned;
            SimulatedWorlds.Run(simulation, Step);
            Expect(host.Pages.Sharer.Report.PagesScanned - before, PageCount);
        });
    }

    /// <summary>A balloon that takes memory and gives it back, over and over: the operation is a page of it.</summary>
    private static AllocationProbe Balloon()
    {
        var simulation = new Simulation.Simulation(seed: 5);
        VirtualMachine machine = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(128))).Start(
            new VmSpec("guest", ByteSize.FromMiB(64)) { Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(2) } });
        ByteSize size = ByteSize.FromPages(PageCount);
        return new("simulation.balloon", 2 * PageCount, () =>
        {
            machine.SetBalloon(size);
            SimulatedWorlds.Run(simulation, Step * 10);
            Expect(machine.BalloonPages, PageCount);
            machine.SetBalloon(default(ByteSize));
            SimulatedWorlds.Run(simulation, Step * 10);
            Expect(PageCount - machine.BalloonPages, PageCount);
        });
    }

    /// <summary>Every rung at once, on a host that is short of memory: the operation is an event.</summary>
    private static AllocationProbe Ladder()
    {
        var reclaim = new ReclaimSpec { Compression = new CompressionSpec() };
        Simulation.Simulation simulation = SimulatedWorlds.Busy(reclaim);
        SimulatedWorlds.Run(simulation, SimTime.FromSeconds(60));
        return new("simulation.ladder", 1000, () => Expect(SimulatedWorlds.Run(simulation, Step), 1000));
    }

    private static void Expect(ulong done, ulong wanted)
    {
        if (done < wanted)
            throw new WrongResultException($"the operation was done {done} times of {wanted}");
    }
}
