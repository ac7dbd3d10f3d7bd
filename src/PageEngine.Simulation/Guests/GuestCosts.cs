namespace PageEngine.Simulation;

/// <summary>What the guest's own work costs its processors, in nanoseconds; what devices take comes on top.</summary>
/// <remarks>
/// <para>Orders of magnitude for a kernel of today in a virtual machine. A loop in C over 100 000 pages takes 0.7 to
/// 1.0 us a page to map the page of zeros, 1.8 to 2.9 us for the first write, in which the host has a part, 0.2 to 0.3
/// us to clear a page and 0.3 to 0.5 us to give it back (2-core EPYC, Linux in a virtual machine, 4 KiB pages). What
/// the host does for a page is charged by the host.</para>
/// <para>The disk's part is that of a paravirtual driver: a notification of the host, an interrupt, the block
/// layer.</para>
/// </remarks>
internal static class GuestCosts
{
    /// <summary>A page fault that gives a page: exception, lookup, allocation, clearing, return.</summary>
    internal const long MinorFault = 1_000;

    /// <summary>A page fault that maps the page of zeros.</summary>
    internal const long ZeroPageFault = 700;

    /// <summary>Clearing a page, at about 20 GB/s.</summary>
    internal const long ClearPage = 200;

    /// <summary>Submitting a request to the disk and handling its completion.</summary>
    internal const long DiskRequest = 5_000;

    /// <summary>Putting a page of a file into or out of the cache.</summary>
    internal const long CachePage = 300;

    /// <summary>Unmapping a page and finding it room in the swap, or the way back.</summary>
    internal const long SwapPage = 1_000;

    /// <summary>Looking at a page to find a victim.</summary>
    internal const long ScanPage = 20;

    /// <summary>Moving a page into or out of the balloon, with its part of a request of 256 pages.</summary>
    internal const long BalloonPage = 300;

    /// <summary>Telling the host about a batch of free pages.</summary>
    internal const long Report = 2_000;

    /// <summary>Giving back a page of a task.</summary>
    internal const long FreePage = 300;
}
