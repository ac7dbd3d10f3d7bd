namespace PageEngine.Simulation.Tests.Faults;

/// <summary>Asynchronous page faults, case R9 of the validation list.</summary>
public sealed class AsyncFaultTests
{
    [Fact]
    public void R9_Working_tasks_get_twice_the_work_done_with_asynchronous_faults()
    {
        double with = WorkIn(new AsyncFaultSpec());
        double without = WorkIn(null);
        TestContext.Current.TestOutputHelper?.WriteLine($"{with} / {without} = {with / without}");
        Assert.InRange(with / without, 1.995 * 0.9, 1.995 * 1.1);
    }

    /// <summary>4 processors, 2 GiB held to 512 MiB, 4 tasks that fault and 4 that work, for a minute.</summary>
    private static double WorkIn(AsyncFaultSpec? faults)
    {
        using Simulation simulation = new(seed: 9);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromGiB(4))
        {
            Cpus = 8,
            Swap = new SwapSpec(ByteSize.FromGiB(4)) { Device = StorageSpec.HardDisk },
        });
        VirtualMachine machine = host.Start(new VmSpec("guest", ByteSize.FromGiB(2))
        {
            Vcpus = 4,
            Limit = ByteSize.FromMiB(512),
            AsyncFaults = faults,
            Workloads =
            [
                new UniformWorkload { Tasks = 4, Memory = ByteSize.FromMiB(400), AccessesPerSecond = 50_000 },
                new UniformWorkload { Tasks = 4, Memory = ByteSize.FromPages(16), AccessesPerSecond = 10_000 },
            ],
        });
        StepResult result = simulation.AdvanceTo(SimTime.FromSeconds(60));
        Assert.Equal(StepReason.Completed, result.Reason);
        return machine.WorkOf(1);
    }
}
