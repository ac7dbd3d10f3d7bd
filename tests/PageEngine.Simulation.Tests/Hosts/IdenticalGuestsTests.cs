namespace PageEngine.Simulation.Tests.Hosts;

/// <summary>Case S8 of the validation list with a simulated host: one to ten guests that are the same.</summary>
public sealed class IdenticalGuestsTests
{
    // 40 MB guests, at a tenth of the size; two thirds of them are the image's.
    private static readonly ByteSize GuestMemory = ByteSize.FromMiB(4);

    public static TheoryData<MemoryDepth, double> Cases =>
        new() { { MemoryDepth.Tokens, 0.67 }, { MemoryDepth.Bytes, 0.67 }, { MemoryDepth.Tokens, 0.3 } };

    [Theory]
    [MemberData(nameof(Cases))]
    public void S8_what_n_guests_share_grows_with_n_and_all_but_one_copy_of_it_is_reclaimed(MemoryDepth depth, double share)
    {
        ulong[] shared = new ulong[11];
        ulong[] reclaimed = new ulong[11];
        ulong[] used = new ulong[11];
        for (int n = 1; n <= 10; n++)
        {
            HostMeasure measure = Run(depth, share, n);
            shared[n] = measure.SharedPages + measure.SharingPages + measure.ZeroPages;
            reclaimed[n] = measure.SharingPages + measure.ZeroPages;
            used[n] = measure.PrivatePages + shared[n];
        }

        ulong perGuest = shared[10] / 10;
        ulong kept = (10 * perGuest) - reclaimed[10];
        Assert.Equal(0UL, reclaimed[1]);
        for (int n = 2; n <= 10; n++)
        {
            Assert.Equal((ulong)n * perGuest, shared[n]);
            Assert.Equal(((ulong)n * perGuest) - kept, reclaimed[n]);
        }

        Assert.InRange((double)shared[10] / used[10], share - 0.01, share + 0.01);
    }

    private static HostMeasure Run(MemoryDepth depth, double share, int guests)
    {
        using Simulation simulation = SimulationRuns.New(8);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(64))
        {
            Depth = depth,
            Sharing = new SharingSpec { Enabled = true },
        });
        ulong image = (ulong)(GuestMemory.Pages * share);
        for (int i = 0; i < guests; i++)
        {
            host.Start(new VmSpec($"guest {i}", GuestMemory)
            {
                Guest = new GuestOsSpec
                {
                    Image = "system",
                    ImageShare = 1,
                    FreeReserve = 0,
                    Kernel = ByteSize.FromPages(image),
                    KernelBytesPerPage = 0,
                },
                Workload = new SequentialWorkload
                {
                    Memory = ByteSize.FromPages(GuestMemory.Pages - image),
                    AccessesPerSecond = 1000,
                    Sweeps = 2,
                    Pause = SimTime.FromSeconds(100),
                },
            });
        }

        simulation.Run(4);
        return host.Measure();
    }
}
