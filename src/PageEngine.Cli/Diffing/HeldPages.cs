using PageEngine.Cli.Scanning;
using PageEngine.Images;

namespace PageEngine.Cli.Diffing;

/// <summary>Counts the differing pages whose new content the old dump holds anywhere.</summary>
/// <remarks>
/// The engine answers: the old dump and the differing pages are two guests of a host, and after a scan a differing page
/// maps a frame of the old dump exactly when it is equal to one of its pages, by a compare of all bytes.
/// </remarks>
/// <param name="Zero">Pages that are zero now, where the old dump holds a zero page.</param>
/// <param name="NonZero">Pages with content that the old dump holds.</param>
internal readonly record struct HeldPages(ulong Zero, ulong NonZero)
{
    /// <summary>All differing pages that the old dump holds.</summary>
    internal ulong All => Zero + NonZero;

    /// <summary>Finds them.</summary>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    /// <exception cref="PageSourceException">A dump cannot be read any more.</exception>
    internal static HeldPages Count(
        MemoryImage old, MemoryImage changed, DumpComparison comparison, int workers, ToolContext context)
    {
        if (comparison.DifferingPages == 0)
        {
            return default;
        }

        HostScan.ThrowIfTooLarge(old.PageCount + comparison.DifferingPages);
        PageSource[] sources = [new BorrowedPages(old), new SelectedPages(changed, comparison.Differing)];
        using PageHost host = new(new SourceFrameStore(sources, HostScan.StoreOptions()), SharingPotential.ScanOptions);
        HostScan.Run(host, "searching the old dump", workers, context);

        GuestMemory differing = host.Guests[1];
        ulong held = 0;
        for (ulong page = 0; page < differing.PageCount; page++)
        {
            bool maps = differing.TryGetFrame(new GuestFrameNumber(page), out FrameNumber frame);
            held += maps && frame.Value < old.PageCount ? 1UL : 0UL;
        }

        return new HeldPages(host.Guests[0].SharedZeroPages > 0 ? differing.SharedZeroPages : 0, held);
    }
}
