using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PageEngine.Cli.Scanning;

/// <summary>One full pass of a host's sharer, in slices, so that it can be watched and ended.</summary>
internal static class HostScan
{
    // Small enough that Ctrl-C and the progress bar wait for milliseconds only.
    private const ulong PagesPerSlice = 8192;

    /// <summary>The most pages that one host can hold: 16 TiB, less two pages.</summary>
    private const ulong MaxPages = uint.MaxValue - 1;

    /// <summary>Says that there are too many pages for one host.</summary>
    /// <exception cref="IOException">There are.</exception>
    internal static void ThrowIfTooLarge(ulong pages)
    {
        if (pages > MaxPages)
        {
            throw new IOException(
                $"the images have {Figures.Pages(pages)}, at most {Figures.Count(MaxPages)} can be scanned at once");
        }
    }

    /// <summary>Scans all pages of a host.</summary>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    /// <exception cref="PageSourceException">A source cannot be read any more.</exception>
    internal static void Run(PageHost host, string what, int workers, ToolContext context)
    {
        context.Progress.Begin(what, host.Store.FrameCount);
        ulong done = 0;
        ulong visited;
        do
        {
            context.Cancellation.ThrowIfCancellationRequested();
            visited = host.Sharer.Scan(PagesPerSlice, workers);
            done += visited;
            context.Progress.Report(done);
        }
        while (visited == PagesPerSlice);
        context.Progress.Wipe();

        ulong unsettled = host.Sharer.Report.PagesVolatile;
        if (unsettled > 0)
        {
            context.Messages.Say(
                $"{Figures.Pages(unsettled)} found no room in the index: equal ones among them count as different");
        }
    }

    /// <summary>A host over images whose scan finds all there is.</summary>
    /// <remarks>Its fingerprints have a random seed, so that nobody can prepare an image whose pages collide.</remarks>
    /// <param name="sources">The images; the host disposes of them.</param>
    internal static PageHost Over(IReadOnlyList<PageSource> sources)
    {
        FrameStoreOptions store =
            OperatingSystem.IsLinux() ? new() { Allocator = new Linux.HugePageArenaAllocator() } : new();
        Span<byte> seed = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(seed);
        return new PageHost(
            new SourceFrameStore(sources, store),
            SharingPotential.ScanOptions with { FingerprintSeed = BinaryPrimitives.ReadUInt64LittleEndian(seed) });
    }
}
