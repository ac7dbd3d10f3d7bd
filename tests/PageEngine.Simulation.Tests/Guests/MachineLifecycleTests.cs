using PageEngine.Simulation.Tests.Hosts;

namespace PageEngine.Simulation.Tests;

/// <summary>The whole table of states and operations: what is legal works, what is not is refused and changes nothing.</summary>
public sealed class MachineLifecycleTests
{
    private static readonly (string Name, Func<VirtualMachine, Refusal?> Do, VmState[] LegalIn, VmState Leads)[] Operations =
    [
        ("start", machine => machine.Start(), [VmState.Defined, VmState.Stopped, VmState.Crashed], VmState.Starting),
        ("pause", machine => machine.Pause(), [VmState.Running], VmState.Paused),
        ("resume", machine => machine.Resume(), [VmState.Paused], VmState.Running),
        ("suspend", machine => machine.SuspendToDisk(), [VmState.Running, VmState.Paused], VmState.Suspending),
        ("resume from disk", machine => machine.ResumeFromDisk(), [VmState.Suspended], VmState.Resuming),
        ("stop", machine => machine.Stop(), [VmState.Starting, VmState.Running, VmState.Paused, VmState.Suspended], VmState.Stopped),
        ("destroy", machine => machine.Destroy(), [VmState.Defined, VmState.Suspended, VmState.Stopped, VmState.Crashed], VmState.Destroyed),
    ];

    public static TheoryData<VmState, int, MemoryDepth> Table
    {
        get
        {
            TheoryData<VmState, int, MemoryDepth> table = [];
            foreach (VmState state in Enum.GetValues<VmState>().Where(state => state is not (VmState.MigratingIn or VmState.MigratingOut or VmState.Destroyed)))
            {
                for (int operation = 0; operation < Operations.Length; operation++)
                {
                    table.Add(state, operation, MemoryDepth.Tokens);
                    table.Add(state, operation, MemoryDepth.Rate);
                }
            }

            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void What_is_legal_happens_and_what_is_not_is_refused_and_changes_nothing(VmState state, int operation, MemoryDepth depth)
    {
        using Simulation simulation = SimulationRuns.New(1);
        VirtualMachine machine = In(simulation, state, depth);
        SimulatedHost host = simulation.Hosts[0];
        EventLog log = EventLog.Of(simulation, EventKind.LifecycleChanged);
        MachineMeasure before = machine.Measure();
        HostMeasure hostBefore = host.Measure();
        SimTime next = simulation.NextEventTime;
        (string name, Func<VirtualMachine, Refusal?> perform, VmState[] legalIn, VmState leads) = Operations[operation];
        Refusal? refusal = perform(machine);
        if (legalIn.Contains(state))
        {
            Assert.Null(refusal);
            Assert.Equal(leads, machine.State);
            Assert.True(VmTransitions.IsLegal(state, leads));
        }
        else
        {
            Assert.NotNull(refusal);
            Assert.Equal(RefusalReason.WrongState, refusal.Reason);
            Assert.Contains(machine.Name, refusal.Text, StringComparison.Ordinal);
            Assert.Equal(state, machine.State);
            Assert.Equal(before, machine.Measure());
            Assert.Equal(hostBefore, host.Measure());
            Assert.Equal(next, simulation.NextEventTime);
            Assert.Empty(log.Events);
        }

        simulation.CheckInvariants();
        simulation.Run(3);
        if (machine.State is VmState.Stopped or VmState.Destroyed or VmState.Suspended or VmState.Crashed or VmState.Defined)
        {
            Assert.Equal(host.CapacityPages, host.Measure().FreePages);
        }

        Assert.NotEqual("", name);
    }

    [Fact]
    public void A_machine_that_is_gone_answers_nothing_any_more()
    {
        using Simulation simulation = SimulationRuns.New(1);
        VirtualMachine machine = In(simulation, VmState.Defined, MemoryDepth.Tokens);
        Assert.Null(machine.Destroy());
        foreach ((_, Func<VirtualMachine, Refusal?> perform, _, _) in Operations)
        {
            Assert.Throws<ObjectDisposedException>(() => perform(machine));
        }
    }

    [Theory]
    [InlineData(MemoryDepth.Tokens)]
    [InlineData(MemoryDepth.Bytes)]
    public void Contents_survive_pausing_and_the_disk(MemoryDepth depth)
    {
        using Simulation simulation = SimulationRuns.New(1);
        VirtualMachine machine = In(simulation, VmState.Running, depth);
        for (ulong page = 3000; page < 3100; page++)
        {
            Assert.True(machine.Access(new GuestFrameNumber(page), new PageToken(page)).Succeeded);
        }

        Assert.Null(machine.Pause());
        Assert.Null(machine.SuspendToDisk());
        simulation.Run(2);
        Assert.Equal(VmState.Suspended, machine.State);
        Assert.Null(machine.ResumeFromDisk());
        simulation.Run(2);
        Assert.Equal(VmState.Running, machine.State);
        for (ulong page = 3000; page < 3100; page++)
        {
            Assert.True(machine.Memory!.TryGetToken(new GuestFrameNumber(page), out PageToken token));
            Assert.Equal(page, token.Value);
        }
    }

    [Fact]
    public void A_disk_that_fails_leaves_a_machine_paused_with_its_memory_and_a_suspended_one_suspended()
    {
        using Simulation simulation = SimulationRuns.New(1);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(64))
        {
            Disk = StorageSpec.Ssd with { WriteFailureRate = 1 },
            OverheadPerVm = ByteSize.FromMiB(1),
        });
        EventLog log = EventLog.Of(simulation, EventKind.DeviceFailed);
        VirtualMachine machine = host.Start(Spec());
        simulation.Run(1);
        ulong resident = machine.Measure().ResidentPages;
        Assert.Null(machine.SuspendToDisk());
        simulation.Run(2);
        Assert.Equal(VmState.Paused, machine.State);
        Assert.Equal(resident, machine.Measure().ResidentPages);
        Assert.Equal(1, log.CountOf(EventKind.DeviceFailed));
        Assert.Null(machine.Resume());
        ulong before = machine.Counters.Accesses;
        simulation.Run(1);
        Assert.True(machine.Counters.Accesses > before);
    }

    [Fact]
    public void A_suspended_machine_whose_image_cannot_be_read_stays_suspended_and_holds_nothing()
    {
        using Simulation simulation = SimulationRuns.New(1);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(64))
        {
            Disk = StorageSpec.Ssd with { ReadFailureRate = 1 },
            OverheadPerVm = ByteSize.FromMiB(1),
        });
        VirtualMachine machine = host.Start(Spec());
        simulation.Run(1);
        Assert.Null(machine.SuspendToDisk());
        simulation.Run(2);
        for (int attempt = 0; attempt < 3; attempt++)
        {
            Assert.Null(machine.ResumeFromDisk());
            simulation.Run(2);
            Assert.Equal(VmState.Suspended, machine.State);
            Assert.Equal((host.CapacityPages, 0UL), (host.FreePages, host.ReservedFrames));
        }

        Assert.Null(machine.Destroy());
        simulation.CheckInvariants();
    }

    private static VmSpec Spec() => new("guest", ByteSize.FromMiB(16))
    {
        BootTime = SimTime.FromMilliseconds(100),
        Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(1) },
        Workload = new UniformWorkload { Memory = ByteSize.FromMiB(8), AccessesPerSecond = 5000 },
    };

    private static VirtualMachine In(Simulation simulation, VmState state, MemoryDepth depth)
    {
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(32)) { Depth = depth });
        VirtualMachine machine = host.Define(Spec());
        if (state == VmState.Defined)
        {
            return machine;
        }

        Assert.Null(machine.Start());
        simulation.AdvanceTo(SimTime.FromMilliseconds(10));
        switch (state)
        {
            case VmState.Starting:
                break;
            case VmState.Crashed:
                machine.CrashNow("the test says so");
                break;
            case VmState.Stopped:
                Assert.Null(machine.Stop());
                break;
            default:
                simulation.Run(1);
                break;
        }

        if (state == VmState.Paused)
        {
            Assert.Null(machine.Pause());
        }
        else if (state is VmState.Suspending or VmState.Suspended or VmState.Resuming)
        {
            Assert.Null(machine.SuspendToDisk());
            if (state != VmState.Suspending)
            {
                simulation.Run(1);
            }

            if (state == VmState.Resuming)
            {
                Assert.Null(machine.ResumeFromDisk());
            }
        }

        Assert.Equal(state, machine.State);
        return machine;
    }
}
