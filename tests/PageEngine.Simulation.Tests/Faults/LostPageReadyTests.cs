using PageEngine.Simulation.Tests.Hosts;

namespace PageEngine.Simulation.Tests.Faults;

/// <summary>Case R10 of the validation list: answers to asynchronous faults that are in flight when the machine goes to disk.</summary>
public sealed class LostPageReadyTests
{
    private const int Tasks = 6;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(4, 64)]
    public void R10_a_token_in_flight_across_suspend_and_resume_wakes_its_task(int vcpus, int outstanding)
    {
        using Simulation simulation = FaultingGuest(vcpus, outstanding);
        VirtualMachine machine = simulation.VirtualMachines[0];
        for (int round = 0; round < 5; round++)
        {
            RunUntilFaultsAreOutstanding(machine);
            Assert.Null(machine.SuspendToDisk());
            simulation.Run(5);
            Assert.Equal(VmState.Suspended, machine.State);
            Assert.Equal(0UL, machine.Measure().ResidentPages);
            simulation.Run(round);
            Assert.Null(machine.ResumeFromDisk());
            simulation.Run(0.5);
            Assert.Equal(VmState.Running, machine.State);
            ulong[] before = Work(machine);
            simulation.Run(5);
            Assert.All(Work(machine).Zip(before), pair => Assert.True(pair.First > pair.Second, $"stuck at {pair.Second}"));
        }
    }

    [Fact]
    public void R10_pausing_loses_no_answer_either()
    {
        using Simulation simulation = FaultingGuest(2, 64);
        VirtualMachine machine = simulation.VirtualMachines[0];
        for (int round = 0; round < 5; round++)
        {
            RunUntilFaultsAreOutstanding(machine);
            Assert.Null(machine.Pause());
            ulong[] paused = Work(machine);
            simulation.Run(1);
            Assert.Equal(0, machine.OutstandingFaults);
            Assert.Equal(paused, Work(machine));
            Assert.Null(machine.Resume());
            simulation.Run(5);
            Assert.All(Work(machine).Zip(paused), pair => Assert.True(pair.First > pair.Second, $"stuck at {pair.Second}"));
        }
    }

    [Fact]
    public void R10_a_task_that_ends_with_its_machine_is_not_woken_in_the_next_one()
    {
        using Simulation simulation = FaultingGuest(2, 64);
        VirtualMachine machine = simulation.VirtualMachines[0];
        RunUntilFaultsAreOutstanding(machine);
        Assert.Null(machine.Stop());
        Assert.Equal(0, machine.OutstandingFaults);
        Assert.Null(machine.Start());
        simulation.Run(3);
        Assert.All(Work(machine), work => Assert.True(work > 0));
    }

    [Fact]
    public void No_processor_has_more_outstanding_faults_than_it_may()
    {
        using Simulation simulation = FaultingGuest(2, 2);
        VirtualMachine machine = simulation.VirtualMachines[0];
        int most = 0;
        for (int i = 0; i < 2000; i++)
        {
            simulation.AdvanceTo(simulation.Now + SimTime.FromMilliseconds(1));
            most = Math.Max(most, machine.OutstandingFaults);
        }

        Assert.Equal(4, most);
        Assert.True(machine.Counters.StallNanoseconds > 0);
    }

    /// <summary>A guest that is held to half of what its tasks use, on a slow swap device.</summary>
    private static Simulation FaultingGuest(int vcpus, int outstanding)
    {
        Simulation simulation = SimulationRuns.New(10);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(64))
        {
            Swap = new SwapSpec(ByteSize.FromMiB(64)) { Device = StorageSpec.HardDisk },
        });
        host.Start(new VmSpec("guest", ByteSize.FromMiB(16))
        {
            Vcpus = vcpus,
            Limit = ByteSize.FromMiB(7),
            AsyncFaults = new AsyncFaultSpec { MaxOutstanding = outstanding },
            Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(1) },
            Workload = new UniformWorkload { Tasks = Tasks, Memory = ByteSize.FromMiB(2), AccessesPerSecond = 2000 },
        });
        simulation.Run(3);
        return simulation;
    }

    private static void RunUntilFaultsAreOutstanding(VirtualMachine machine)
    {
        for (int i = 0; machine.OutstandingFaults == 0; i++)
        {
            Assert.True(i < 10_000, "the machine does not fault");
            machine.Simulation.AdvanceTo(machine.Simulation.Now + SimTime.FromMilliseconds(1));
        }
    }

    private static ulong[] Work(VirtualMachine machine) => [.. machine.TaskWork];
}
