namespace PageEngine.Simulation.Tests.Hosts;

public sealed class SmokeTests
{
    [Theory]
    [InlineData(MemoryDepth.Tokens)]
    [InlineData(MemoryDepth.Bytes)]
    [InlineData(MemoryDepth.Rate)]
    public void Machines_that_want_more_than_there_is_are_served_from_swap(MemoryDepth depth)
    {
        using Simulation simulation = new(seed: 1, new SimulationOptions { InvariantInterval = 100 });
        SimulatedHost host = simulation.AddHost(new HostSpec("a", ByteSize.FromMiB(64))
        {
            Depth = depth,
            Swap = new SwapSpec(ByteSize.FromMiB(256)),
            Sharing = new SharingSpec { Enabled = true },
        });
        for (int i = 0; i < 3; i++)
        {
            host.Start(new VmSpec($"vm{i}", ByteSize.FromMiB(32))
            {
                Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(2) },
                Workload = new UniformWorkload { Memory = ByteSize.FromMiB(28), AccessesPerSecond = 20_000 },
            });
        }

        StepResult result = simulation.AdvanceTo(SimTime.FromSeconds(10));
        Assert.True(result.Reason == StepReason.Completed, result.Fault + simulation.FaultException);
        foreach (VirtualMachine vm in host.VirtualMachines)
        {
            MemoryCounters c = vm.Counters;
            TestContext.Current.TestOutputHelper?.WriteLine($"{vm.Name} {vm.State} {vm.CrashReason} res {vm.MemoryOnHost?.Resident} swapped {vm.MemoryOnHost?.Swapped} balloon {vm.BalloonPages}/{vm.BalloonTargetPages} {vm.BalloonStatus} ent {vm.EntitlementPages} ws {vm.WorkingSetPages} acc {c.Accesses} ins {c.SwapIns} outs {c.SwapOuts} refaults {c.Refaults} stall {c.StallNanoseconds/1e9:0.000} busy {c.BusyNanoseconds/1e9:0.000} {vm.GuestStatistics}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{host.MemoryState} free {host.FreePages} events {simulation.EventsHandled}");
        simulation.CheckInvariants();
    }
}
