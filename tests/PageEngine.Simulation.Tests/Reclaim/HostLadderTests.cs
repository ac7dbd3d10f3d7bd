using PageEngine.Simulation.Tests.Hosts;

namespace PageEngine.Simulation.Tests.Reclaim;

/// <summary>The ladder end to end: each rung alone and all together, on a host that becomes short slowly.</summary>
public sealed class HostLadderTests
{
    private const int Guests = 3;
    private static readonly ByteSize GuestMemory = ByteSize.FromMiB(24);

    [Fact]
    public void The_balloon_acts_before_swap()
    {
        using Simulation simulation = Short(new ReclaimSpec());
        SimulatedHost host = simulation.Hosts[0];
        HostMeasure measure = host.Measure();
        Assert.True(measure.BalloonedPages > 1000, $"{measure}");
        Assert.Equal(0UL, Sum(host, counters => counters.SwapOuts));
        Assert.All(host.VirtualMachines, machine => Assert.Equal(VmState.Running, machine.State));
    }

    [Fact]
    public void Without_balloons_pages_are_swapped()
    {
        using Simulation simulation = Short(new ReclaimSpec { Balloon = false });
        HostMeasure measure = simulation.Hosts[0].Measure();
        Assert.Equal(0UL, measure.BalloonedPages);
        Assert.True(measure.SwappedPages > 1000, $"{measure}");
        Assert.Equal(0UL, measure.CompressedFrames);
    }

    [Fact]
    public void With_compression_alone_what_fits_half_a_page_is_compressed()
    {
        using Simulation simulation = Short(new ReclaimSpec
        {
            Balloon = false,
            Swap = false,
            Compression = new CompressionSpec { CacheShare = 0.3, CompressibleShare = 0.9 },
        });
        HostMeasure measure = simulation.Hosts[0].Measure();
        Assert.True(measure.CompressedFrames > 500, $"{measure}");
        Assert.Equal((0UL, 0UL), (measure.BalloonedPages, measure.SwappedPages));
    }

    [Fact]
    public void With_sharing_alone_equal_pages_make_room()
    {
        using Simulation simulation = Short(
            new ReclaimSpec { Balloon = false, Swap = false }, new SharingSpec { Enabled = true, CleanScans = 0 }, common: 0.9);
        HostMeasure measure = simulation.Hosts[0].Measure();
        Assert.True(measure.SharingPages > 1000, $"{measure}");
        Assert.Equal((0UL, 0UL, 0UL), (measure.BalloonedPages, measure.SwappedPages, measure.CompressedFrames));
        Assert.All(simulation.VirtualMachines, machine => Assert.Equal(VmState.Running, machine.State));
    }

    [Fact]
    public void All_rungs_together_keep_everybody_running()
    {
        using Simulation simulation = Short(
            new ReclaimSpec { Compression = new CompressionSpec() }, new SharingSpec { Enabled = true, BeforeSwap = true }, common: 0.3);
        HostMeasure measure = simulation.Hosts[0].Measure();
        Assert.True(measure.SharingPages > 0 && measure.BalloonedPages > 0, $"{measure}");
        Assert.All(simulation.VirtualMachines, machine => Assert.Equal(VmState.Running, machine.State));
    }

    [Theory]
    [InlineData(BalloonBehaviour.Refuses)]
    [InlineData(BalloonBehaviour.Stalls)]
    public void A_balloon_that_gives_nothing_is_told_and_the_next_rung_is_climbed(BalloonBehaviour behaviour)
    {
        using Simulation simulation = Make(new ReclaimSpec(), new SharingSpec(), 0, new BalloonSpec { Behaviour = behaviour });
        EventLog stalls = EventLog.Of(simulation, EventKind.BalloonStalled);
        simulation.Run(60);
        Assert.True(stalls.Events.Count > 0);
        Assert.True(Sum(simulation.Hosts[0], counters => counters.SwapOuts) > 0);
        Assert.All(simulation.VirtualMachines, machine => Assert.Equal(VmState.Running, machine.State));
    }

    [Fact]
    public void A_guest_without_a_driver_is_swapped()
    {
        using Simulation simulation = Short(new ReclaimSpec(), balloon: new BalloonSpec { Enabled = false });
        HostMeasure measure = simulation.Hosts[0].Measure();
        Assert.Equal(0UL, measure.BalloonedPages);
        Assert.True(measure.SwappedPages > 1000, $"{measure}");
    }

    [Fact]
    public void A_guest_that_lies_about_its_memory_gives_and_goes_on()
    {
        using Simulation simulation = Short(new ReclaimSpec(), balloon: new BalloonSpec { Behaviour = BalloonBehaviour.Lies });
        Assert.True(simulation.Hosts[0].Measure().BalloonedPages > 1000);
        Assert.All(simulation.VirtualMachines, machine => Assert.Equal(Guests - 1, machine.LiveTasks));
    }

    [Fact]
    public void Balloons_deflate_when_memory_is_plentiful_again()
    {
        using Simulation simulation = Short(new ReclaimSpec());
        SimulatedHost host = simulation.Hosts[0];
        ulong before = host.Measure().BalloonedPages;
        Assert.Null(host.VirtualMachines[^1].Stop());
        simulation.Run(30);
        Assert.True(host.Measure().BalloonedPages < before / 10, $"{before} pages were ballooned, {host.Measure().BalloonedPages} are");
    }

    [Fact]
    public void A_guest_that_would_run_out_of_memory_takes_pages_back_from_the_balloon()
    {
        using Simulation simulation = SimulationRuns.New(2);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(64)) { Reclaim = new ReclaimSpec { Balloon = false } });
        VirtualMachine machine = host.Start(new VmSpec("guest", ByteSize.FromMiB(16))
        {
            Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(1) },
            Workload = new SequentialWorkload { Memory = ByteSize.FromMiB(12), AccessesPerSecond = 1000, Begin = SimTime.FromSeconds(2) },
        });
        simulation.Run(0.5);
        machine.SteerBalloon(2000);
        simulation.Run(1);
        Assert.Equal(2000UL, machine.BalloonPages);
        simulation.Run(10);
        Assert.Equal(1, machine.LiveTasks);
        Assert.InRange(machine.BalloonPages, 1UL, 1000UL);
        Assert.True(machine.BalloonDriver!.Counters.DeflatedForMemory > 0);
    }

    [Theory]
    [InlineData(MemoryStateKind.Classic, true)]
    [InlineData(MemoryStateKind.Classic, false)]
    [InlineData(MemoryStateKind.MinFree, true)]
    public void In_a_steady_load_the_state_changes_seldom(MemoryStateKind kind, bool balloon)
    {
        using Simulation simulation = Short(new ReclaimSpec { States = kind, Balloon = balloon });
        EventLog changes = EventLog.Of(simulation, EventKind.MemoryStateChanged, EventKind.BalloonChanged);
        ulong ballooned = simulation.Hosts[0].Measure().BalloonedPages;
        simulation.Run(60);
        Assert.InRange(changes.CountOf(EventKind.MemoryStateChanged), 0, 20);
        ulong moved = (ulong)changes.Events.Where(change => change.Kind == EventKind.BalloonChanged).Sum(change => Math.Abs(change.B - change.A));
        Assert.InRange(moved, 0UL, Math.Max(ballooned, 1000));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Reservations_and_limits_are_kept_at_every_event(bool balloon, bool compression)
    {
        using Simulation simulation = SimulationRuns.New(11);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(32))
        {
            Swap = new SwapSpec(ByteSize.FromMiB(128)),
            Sharing = new SharingSpec { Enabled = true, BeforeSwap = true },
            Reclaim = new ReclaimSpec { Balloon = balloon, Compression = compression ? new CompressionSpec { CacheShare = 0.3 } : null },
        });
        VirtualMachine reserved = host.Start(Machine("reserved") with { Reservation = ByteSize.FromMiB(10) });
        VirtualMachine limited = host.Start(Machine("limited") with { Limit = ByteSize.FromMiB(6) });
        host.Start(Machine("other"));
        host.Start(Machine("another"));
        ulong held = 0;
        for (StepResult step = default; simulation.Now < SimTime.FromSeconds(15) && step.Reason != StepReason.Faulted;)
        {
            step = simulation.AdvanceTo(SimTime.FromSeconds(15), new StepOptions { MaxEvents = 1 });
            ulong resident = reserved.Measure().ResidentPages;
            Assert.True(resident >= Math.Min(held, reserved.Spec.Reservation.Pages), $"{resident} of {held} at {simulation.Now}");
            Assert.True(limited.Measure().ResidentPages <= limited.Spec.Limit!.Value.Pages, $"at {simulation.Now}");
            held = reserved.BalloonPages == 0 ? Math.Max(held, resident) : Math.Min(resident, reserved.Spec.Reservation.Pages);
        }

        Assert.True(limited.Counters.SwapOuts + limited.Counters.CompressedPages > 0);
        Assert.True(Sum(host, counters => counters.SwapOuts) > 0);

        static VmSpec Machine(string name) => new(name, ByteSize.FromMiB(16))
        {
            Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(1), TimeSlice = SimTime.FromMilliseconds(20) },
            Workload = new UniformWorkload
            {
                Memory = ByteSize.FromMiB(13),
                AccessesPerSecond = 5000,
                Content = new ContentSpec { CommonShare = 0.2 },
            },
        };
    }

    [Fact]
    public void A_machine_at_its_limit_from_which_nothing_can_be_taken_ends_itself_and_nobody_else()
    {
        using Simulation simulation = SimulationRuns.New(11);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(64)));
        VirtualMachine large = host.Start(Guest(0, 0, new BalloonSpec()));
        VirtualMachine limited = host.Start(Guest(1, 0, new BalloonSpec()) with { Limit = ByteSize.FromMiB(4) });
        simulation.Run(20);
        Assert.Equal(VmState.Running, large.State);
        Assert.Equal(VmState.Crashed, limited.State);
        Assert.Contains("limit", limited.CrashReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_from_which_nothing_can_be_taken_does_not_hold_its_machines_back_for_ever()
    {
        using Simulation simulation = Make(new ReclaimSpec { Balloon = false, Swap = false }, new SharingSpec(), 0, new BalloonSpec());
        EventLog log = EventLog.Of(simulation, EventKind.HostOutOfMemory);
        simulation.Run(60);
        Assert.True(log.Events.Count > 0);
        VirtualMachine[] running = [.. simulation.VirtualMachines.Where(machine => machine.State == VmState.Running)];
        Assert.NotEmpty(running);
        ulong[] before = [.. running.Select(machine => machine.Counters.Accesses)];
        simulation.Run(5);
        Assert.All(running.Zip(before), pair => Assert.True(pair.First.Counters.Accesses > pair.Second));
    }

    private static Simulation Short(ReclaimSpec reclaim, SharingSpec? sharing = null, double common = 0, BalloonSpec? balloon = null)
    {
        Simulation simulation = Make(reclaim, sharing ?? new SharingSpec(), common, balloon ?? new BalloonSpec());
        simulation.Run(50);
        return simulation;
    }

    /// <summary>Three machines that come to use 20 MiB each, slowly, on 48 MiB.</summary>
    private static Simulation Make(ReclaimSpec reclaim, SharingSpec sharing, double common, BalloonSpec balloon)
    {
        Simulation simulation = new(seed: 5, new SimulationOptions { InvariantInterval = 2000 });
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(48))
        {
            Swap = new SwapSpec(ByteSize.FromMiB(128)),
            Sharing = sharing,
            Reclaim = reclaim with { SamplePeriod = SimTime.FromSeconds(5), AllocationInterval = SimTime.FromSeconds(1) },
        });
        for (int i = 0; i < Guests; i++)
        {
            host.Start(Guest(i, common, balloon));
        }

        return simulation;
    }

    private static VmSpec Guest(int number, double common, BalloonSpec balloon) => new($"guest {number}", GuestMemory)
    {
        Balloon = balloon,
        Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(1), Swap = ByteSize.FromMiB(32) },
        Workloads =
        [
            new SequentialWorkload
            {
                Memory = ByteSize.FromMiB(19), AccessesPerSecond = 200, Sweeps = 2, Pause = SimTime.FromSeconds(1000),
                Content = new ContentSpec { CommonShare = common },
            },
            new UniformWorkload { Memory = ByteSize.FromMiB(1), AccessesPerSecond = 100 },
        ],
    };

    private static ulong Sum(SimulatedHost host, Func<MemoryCounters, ulong> what) =>
        host.VirtualMachines.Aggregate(0UL, (sum, machine) => sum + what(machine.Counters));
}
