using PageEngine.Simulation.Tests.Hosts;

namespace PageEngine.Simulation.Tests.Faults;

/// <summary>Devices that fail and guests that do their worst: nobody loses another one's data.</summary>
public sealed class HostileTests
{
    private const ulong ModelPages = 1500;

    public static TheoryData<SwapSpec?, bool> Devices => new()
    {
        { new SwapSpec(ByteSize.FromMiB(64)) { Device = StorageSpec.Nvme with { ReadFailureRate = 0.05 } }, false },
        { new SwapSpec(ByteSize.FromMiB(64)) { Device = StorageSpec.Nvme with { WriteFailureRate = 0.05 } }, false },
        { new SwapSpec(ByteSize.FromMiB(64)) { Device = StorageSpec.Nvme with { ReadFailureRate = 0.2, WriteFailureRate = 0.2 } }, true },
        { new SwapSpec(ByteSize.FromMiB(64)) { Device = StorageSpec.Nvme with { WriteFailureRate = 1 } }, false },
        { new SwapSpec(ByteSize.FromMiB(64)) { Device = StorageSpec.HardDisk with { Channels = 1, BytesPerSecond = 1_000_000 } }, true },
        { new SwapSpec(ByteSize.FromMiB(2)), false },
        { new SwapSpec(ByteSize.FromMiB(2)), true },
        { null, true },
    };

    [Theory]
    [MemberData(nameof(Devices))]
    public void A_swap_device_that_is_full_slow_or_failing_costs_nobody_another_ones_data(SwapSpec? swap, bool compression)
    {
        foreach (MemoryDepth depth in (MemoryDepth[])[MemoryDepth.Tokens, MemoryDepth.Bytes])
        {
            using Simulation simulation = SimulationRuns.New(4);
            SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(24))
            {
                Depth = depth,
                Swap = swap,
                Reclaim = new ReclaimSpec { Balloon = false, Compression = compression ? new CompressionSpec { CacheShare = 0.3 } : null },
            });
            VirtualMachine quiet = Quiet(host);
            Hostile(host, "hostile 1");
            Hostile(host, "hostile 2");
            simulation.Run(8);
            CheckModel(quiet);
            foreach (VirtualMachine machine in simulation.VirtualMachines.Where(machine => machine.State == VmState.Crashed))
            {
                Assert.Contains("memory", machine.CrashReason, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_page_that_cannot_be_read_ends_the_task_that_wanted_it_and_nobody_else()
    {
        using Simulation simulation = SimulationRuns.New(4);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(64))
        {
            Swap = new SwapSpec(ByteSize.FromMiB(64)) { Device = StorageSpec.Nvme with { ReadFailureRate = 1 } },
        });
        EventLog log = EventLog.Of(simulation, EventKind.DeviceFailed, EventKind.TaskEnded);
        VirtualMachine machine = host.Start(new VmSpec("guest", ByteSize.FromMiB(16))
        {
            Limit = ByteSize.FromMiB(8),
            Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(1) },
            Workloads =
            [
                new UniformWorkload { Memory = ByteSize.FromMiB(12), AccessesPerSecond = 20_000 },
                new IdleWorkload { Memory = ByteSize.FromPages(1), WorkingSet = ByteSize.FromPages(1), Begin = SimTime.FromSeconds(2) },
            ],
        });
        simulation.Run(3);
        Assert.Equal(VmState.Running, machine.State);
        Assert.Equal(1, machine.LiveTasks);
        Assert.True(log.CountOf(EventKind.DeviceFailed) > 0);
        Assert.Equal(1, log.CountOf(EventKind.TaskEnded));
    }

    [Fact]
    public void A_guest_disk_that_fails_ends_tasks_and_leaves_the_machine_running()
    {
        using Simulation simulation = SimulationRuns.New(4);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(64)));
        VirtualMachine quiet = Quiet(host);
        VirtualMachine machine = host.Start(new VmSpec("guest", ByteSize.FromMiB(8))
        {
            Guest = new GuestOsSpec
            {
                Kernel = ByteSize.FromMiB(1),
                Swap = ByteSize.FromMiB(16),
                Disk = StorageSpec.Ssd with { ReadFailureRate = 0.1, WriteFailureRate = 0.3 },
            },
            Workloads =
            [
                new UniformWorkload { Memory = ByteSize.FromMiB(8), AccessesPerSecond = 5000 },
                new PageCacheWorkload { Memory = ByteSize.FromMiB(1), AccessesPerSecond = 5000 },
                new ComputeWorkload(),
            ],
        });
        simulation.Run(5);
        Assert.Equal(VmState.Running, machine.State);
        Assert.Equal(1, machine.LiveTasks);
        CheckModel(quiet);
    }

    [Fact]
    public void A_guest_with_more_tasks_than_memory_ends_the_largest_until_the_others_fit()
    {
        using Simulation simulation = SimulationRuns.New(4);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(64)));
        EventLog log = EventLog.Of(simulation, EventKind.GuestOutOfMemory);
        VirtualMachine machine = host.Start(new VmSpec("guest", ByteSize.FromMiB(8))
        {
            Vcpus = 2,
            Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(1) },
            Workload = new UniformWorkload { Tasks = 12, Memory = ByteSize.FromMiB(1), AccessesPerSecond = 2000 },
        });
        simulation.Run(10);
        Assert.Equal(VmState.Running, machine.State);
        Assert.InRange(machine.LiveTasks, 5, 6);
        Assert.Equal(12 - machine.LiveTasks, log.Events.Count);
    }

    [Fact]
    public void A_guest_that_ends_the_largest_task_counts_what_is_in_its_swap()
    {
        using Simulation simulation = SimulationRuns.New(4);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(64)));
        EventLog log = EventLog.Of(simulation, EventKind.GuestOutOfMemory);
        VirtualMachine machine = host.Start(new VmSpec("guest", ByteSize.FromMiB(8))
        {
            Vcpus = 2,
            Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(1), Swap = ByteSize.FromMiB(4) },
            Workloads =
            [
                // Writes 6.5 MiB once; the other, which comes later and works on all it has, drives that into the swap.
                new SequentialWorkload
                {
                    Memory = ByteSize.FromPages(1664),
                    AccessesPerSecond = 5000,
                    WriteShare = 1,
                    Pause = SimTime.FromSeconds(1000),
                },
                new UniformWorkload
                {
                    Memory = ByteSize.FromMiB(5),
                    AccessesPerSecond = 5000,
                    WriteShare = 1,
                    Begin = SimTime.FromSeconds(2),
                },
            ],
        });
        simulation.Run(20);
        Assert.Equal(VmState.Running, machine.State);
        Assert.Equal(1664UL, machine.WorkOf(0));
        Assert.Equal(0, Assert.Single(log.Events).A);
        Assert.Equal(1, machine.LiveTasks);
    }

    [Theory]
    [InlineData(OutOfMemoryAction.EndLargest)]
    [InlineData(OutOfMemoryAction.EndFaulting)]
    [InlineData(OutOfMemoryAction.PauseFaulting)]
    [InlineData(OutOfMemoryAction.Ask)]
    public void A_host_without_memory_does_what_it_was_told_and_nobody_loses_data(OutOfMemoryAction action)
    {
        using Simulation simulation = SimulationRuns.New(4);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(24)) { OutOfMemory = action, Reclaim = new ReclaimSpec { Balloon = false } });
        EventLog log = EventLog.Of(simulation, EventKind.HostOutOfMemory);
        VirtualMachine quiet = Quiet(host);
        VirtualMachine large = Hostile(host, "large");
        VirtualMachine small = Hostile(host, "small");
        SimTime end = SimTime.FromSeconds(5);
        int asked = 0;
        while (simulation.AdvanceTo(end).Reason == StepReason.DecisionPending)
        {
            PendingDecision decision = simulation.PendingDecision!;
            Assert.Contains(decision.Faulting, (VirtualMachine[])[large, small]);
            Assert.Equal(decision.Candidates.MaxBy(candidate => candidate.Measure().ResidentPages), decision.Candidates[0]);
            decision.Decide(small.State == VmState.Running ? small : large);
            asked++;
        }

        Assert.Equal(end, simulation.Now);
        simulation.CheckInvariants();
        Assert.True(log.Events.Count > 0);
        Assert.Equal(action == OutOfMemoryAction.Ask, asked > 0);
        int crashed = simulation.VirtualMachines.Count(machine => machine.State == VmState.Crashed);
        int paused = simulation.VirtualMachines.Count(machine => machine.State == VmState.Paused);
        Assert.Equal(action == OutOfMemoryAction.PauseFaulting, paused > 0);
        Assert.Equal(action != OutOfMemoryAction.PauseFaulting, crashed > 0);
        CheckModel(quiet);
    }

    [Fact]
    public void The_largest_is_the_one_that_holds_most_beyond_its_reservation()
    {
        using Simulation simulation = SimulationRuns.New(4);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(24)) { Reclaim = new ReclaimSpec { Balloon = false } });
        VirtualMachine reserved = host.Start(Spec("reserved") with { Reservation = ByteSize.FromMiB(14) });
        VirtualMachine other = host.Start(Spec("other"));
        simulation.Run(5);
        Assert.Equal((VmState.Running, VmState.Crashed), (reserved.State, other.State));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Machines_come_and_go_in_a_storm_and_the_quiet_one_keeps_its_data(int seed)
    {
        using Simulation simulation = SimulationRuns.New((ulong)seed);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(32))
        {
            Swap = new SwapSpec(ByteSize.FromMiB(128)) { Device = StorageSpec.Ssd with { ReadFailureRate = 0.01, WriteFailureRate = 0.01 } },
            Disk = StorageSpec.Ssd with { ReadFailureRate = 0.2, WriteFailureRate = 0.2 },
            Sharing = new SharingSpec { Enabled = true, BeforeSwap = true },
            Reclaim = new ReclaimSpec { Compression = new CompressionSpec() },
            OverheadPerVm = ByteSize.FromPages(16),
        });
        VirtualMachine quiet = Quiet(host);
        VirtualMachine[] others = [.. Enumerable.Range(0, 4).Select(i => host.Define(Spec($"machine {i}")))];
        Random random = new(seed);
        for (int step = 0; step < 150; step++)
        {
            VirtualMachine machine = others[random.Next(others.Length)];
            switch (random.Next(6))
            {
                case 0: machine.Pause(); break;
                case 1: machine.Resume(); break;
                case 2: machine.SuspendToDisk(); break;
                case 3: machine.ResumeFromDisk(); break;
                case 4: machine.Start(); break;
                default:
                    if (random.Next(3) == 0)
                    {
                        machine.Stop();
                    }

                    break;
            }

            StepResult result = simulation.AdvanceTo(simulation.Now + SimTime.FromMilliseconds(random.Next(60)));
            Assert.True(result.Reason == StepReason.Completed, $"seed {seed}, step {step}: {simulation.FaultException}");
        }

        simulation.CheckInvariants();
        CheckModel(quiet);
        foreach (VirtualMachine machine in others)
        {
            machine.Stop();
        }

        simulation.Run(5);
        foreach (VirtualMachine machine in others)
        {
            machine.Stop();
        }

        Assert.Equal(1, host.OverheadHolders);
        simulation.CheckInvariants();
    }

    private static VmSpec Spec(string name) => new(name, ByteSize.FromMiB(16))
    {
        Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(1) },
        Workload = new UniformWorkload { Memory = ByteSize.FromMiB(14), AccessesPerSecond = 10_000, Content = new ContentSpec { CommonShare = 0.2, ZeroShare = 0.1 } },
    };

    private static VirtualMachine Hostile(SimulatedHost host, string name) => host.Start(Spec(name));

    /// <summary>A machine without tasks whose contents are written once, before the others come.</summary>
    private static VirtualMachine Quiet(SimulatedHost host)
    {
        VirtualMachine quiet = host.Start(new VmSpec("quiet", ByteSize.FromMiB(8))
        {
            Guest = new GuestOsSpec { Kernel = ByteSize.FromPages(16) },
            Balloon = new BalloonSpec { Enabled = false },
        });
        host.Simulation.Run(0.1);
        for (ulong page = 0; page < ModelPages; page++)
        {
            Assert.True(quiet.Access(new GuestFrameNumber(300 + page), new PageToken(ContentOf(page))).Succeeded);
        }

        return quiet;
    }

    private static ulong ContentOf(ulong page) => page % 7 == 0 ? 0 : 5_000_000 + (page / 2);

    /// <summary>Reads every page of the quiet machine; a device that fails is asked again.</summary>
    private static void CheckModel(VirtualMachine quiet)
    {
        Assert.Equal(VmState.Running, quiet.State);
        byte[] expected = new byte[Page.Size];
        byte[] actual = new byte[Page.Size];
        for (ulong page = 0; page < ModelPages; page++)
        {
            AccessOutcome outcome = quiet.Read((300 + page) << Page.Shift, actual);
            for (int attempt = 0; !outcome.Succeeded && attempt < 1000; attempt++)
            {
                MakeRoom(quiet, outcome.Failure);
                outcome = quiet.Read((300 + page) << Page.Shift, actual);
            }

            Assert.True(outcome.Succeeded, $"page {page}: {outcome.Failure}");
            new PageToken(ContentOf(page)).Expand(expected);
            Assert.True(actual.AsSpan().SequenceEqual(expected), $"page {page} changed");
        }
    }

    private static void MakeRoom(VirtualMachine quiet, AccessFailure failure)
    {
        if (failure == AccessFailure.HostOutOfMemory)
        {
            VirtualMachine? other = quiet.Host.VirtualMachines.FirstOrDefault(machine => machine != quiet && machine.State == VmState.Running);
            Assert.NotNull(other);
            Assert.Null(other.Stop());
        }
    }
}
