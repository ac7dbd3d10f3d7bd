namespace PageEngine.Simulation.Tests.Reclaim;

/// <summary>Case R7 of the validation list: guests that zero their memory at boot, on a host that is too small for it.</summary>
public sealed class BootStormTests
{
    // Five guests with 1.47 GB in sum on 1 GB, at an eighth of the size.
    private const int Guests = 5;
    private static readonly ByteSize HostMemory = ByteSize.FromMiB(128);
    private static readonly ByteSize GuestMemory = ByteSize.FromPages(ByteSize.FromMiB(128).Pages * 147 / 100 / Guests);

    [Fact]
    public void R7_Without_sharing_before_swap_at_least_what_is_overcommitted_is_swapped() =>
        Assert.True(SwappedAfterBoot(sharesBeforeSwap: false) >= Overcommitted);

    [Fact]
    public void R7_With_sharing_before_swap_little_is_swapped()
    {
        ulong swapped = SwappedAfterBoot(sharesBeforeSwap: true);
        Assert.True(swapped < Overcommitted / 10, $"{swapped} pages are swapped, {Overcommitted} are overcommitted");
    }

    private static ulong Overcommitted => (GuestMemory.Pages * Guests) - HostMemory.Pages;

    private static ulong SwappedAfterBoot(bool sharesBeforeSwap)
    {
        using Simulation simulation = new(seed: 7, new SimulationOptions { InvariantInterval = 500 });
        SimulatedHost host = simulation.AddHost(new HostSpec("host", HostMemory)
        {
            Swap = new SwapSpec(ByteSize.FromMiB(512)),
            Sharing = new SharingSpec { BeforeSwap = sharesBeforeSwap, UseZeroPages = true },
        });
        for (int i = 0; i < Guests; i++)
        {
            host.Start(new VmSpec($"guest {i}", GuestMemory)
            {
                Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(2), ZeroMemoryAtBoot = true },
            });
        }

        StepResult result = simulation.AdvanceTo(SimTime.FromSeconds(30));
        Assert.True(result.Reason == StepReason.Completed, result.Fault);
        Assert.All(host.VirtualMachines, machine => Assert.Equal(VmState.Running, machine.State));
        ulong swapped = 0;
        foreach (VirtualMachine machine in host.VirtualMachines)
        {
            swapped += machine.Measure().SwappedPages;
        }

        return swapped;
    }
}
