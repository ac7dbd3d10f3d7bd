using PageEngine.Simulation.Tests.Hosts;

namespace PageEngine.Simulation.Tests.Reclaim;

/// <summary>Case R6 of the validation list on a host of bytes: which pages stay compressed, and how many.</summary>
public sealed class HostCompressionTests
{
    private const ulong Pages = 2048;
    private const int Seed = 6;

    [Theory]
    [InlineData(CompressorKind.Lz4)]
    [InlineData(CompressorKind.Zstandard)]
    public void R6_a_page_stays_compressed_only_if_it_fits_half_a_page(CompressorKind kind)
    {
        using Simulation simulation = Guest(kind, cacheShare: 1);
        VirtualMachine machine = simulation.VirtualMachines[0];
        Fill(machine);
        Reclaim(machine, ReclaimRungs.Compress);
        IPageCompressor compressor = kind == CompressorKind.Lz4 ? new Lz4PageCompressor() : new ZstandardPageCompressor();
        byte[] compressed = new byte[2 * Page.Size];
        int kept = 0;
        for (ulong page = 0; page < Pages; page++)
        {
            byte[] bytes = ContentOf(page);
            bool fits = compressor.TryCompress(bytes, compressed.AsSpan(0, CompressionOptions.SlotSize), out _);
            Assert.True(fits == machine.Paged!.IsCompressed(page), $"page {page} fits half a page: {fits} (seed {Seed})");
            kept += fits ? 1 : 0;
        }

        Assert.InRange(kept, (int)Pages / 4, (int)Pages * 3 / 4);
        Assert.Equal((ulong)(kept + 1) / 2, simulation.Hosts[0].Measure().CompressedFrames);
        CheckContents(machine);
        Assert.Equal(0UL, machine.Measure().CompressedPages);
    }

    [Theory]
    [InlineData(0.10)]
    [InlineData(0.05)]
    public void R6_the_cache_takes_no_more_than_its_part_of_the_guest(double share)
    {
        using Simulation simulation = Guest(CompressorKind.Lz4, share);
        VirtualMachine machine = simulation.VirtualMachines[0];
        Fill(machine);
        Reclaim(machine, ReclaimRungs.Compress | ReclaimRungs.Swap);
        MachineMeasure measure = machine.Measure();
        ulong cache = measure.CompressedPages * CompressionOptions.SlotSize;
        Assert.InRange((double)cache, 0.95 * share * Pages * Page.Size, share * Pages * Page.Size);
        Assert.Equal(Pages, measure.CompressedPages + measure.SwappedPages + measure.ResidentPages);
        Assert.True(measure.SwappedPages > Pages / 2);
        CheckContents(machine);
    }

    private static Simulation Guest(CompressorKind kind, double cacheShare)
    {
        Simulation simulation = SimulationRuns.New(Seed);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(24))
        {
            Depth = MemoryDepth.Bytes,
            Swap = new SwapSpec(ByteSize.FromMiB(16)),
            Reclaim = new ReclaimSpec { Compression = new CompressionSpec { Compressor = kind, CacheShare = cacheShare } },
        });
        host.Start(new VmSpec("guest", ByteSize.FromPages(Pages))
        {
            Guest = new GuestOsSpec { Kernel = ByteSize.FromPages(0), KernelBytesPerPage = 0 },
        });
        simulation.Run(0.1);
        return simulation;
    }

    private static void Fill(VirtualMachine machine)
    {
        for (ulong page = 0; page < Pages; page++)
        {
            Assert.True(machine.Write(page << Page.Shift, ContentOf(page)).Succeeded);
        }
    }

    private static void Reclaim(VirtualMachine machine, ReclaimRungs rungs)
    {
        AccessOutcome outcome = default;
        machine.Paged!.Now = machine.Simulation.Now;

        // Random victims come upon the last pages late.
        for (int round = 0; round < 100; round++)
        {
            machine.Paged.Reclaim(Pages, 0, rungs, ref outcome);
        }

        machine.Simulation.CheckInvariants();
    }

    private static void CheckContents(VirtualMachine machine)
    {
        byte[] bytes = new byte[Page.Size];
        for (ulong page = 0; page < Pages; page++)
        {
            Assert.True(machine.Read(page << Page.Shift, bytes).Succeeded);
            Assert.True(bytes.AsSpan().SequenceEqual(ContentOf(page)), $"page {page} changed (seed {Seed})");
        }
    }

    /// <summary>A page whose first part is noise: from nothing to all of it.</summary>
    private static byte[] ContentOf(ulong page)
    {
        Random random = new((int)page + Seed);
        byte[] bytes = new byte[Page.Size];
        bytes.AsSpan().Fill((byte)(page | 1));
        random.NextBytes(bytes.AsSpan(0, random.Next(Page.Size + 1)));
        return bytes;
    }
}
