namespace PageEngine.Simulation;

/// <summary>What the guest's own work costs its processors, in nanoseconds; what devices take comes on top.</summary>
/// <remarks>
/// Orders of magnitude for a kernel of today on a core of 2 to 3 GHz, virtualised with nested paging. What the host does
/// for the same page is charged by the host.
/// </remarks>
internal static class GuestCosts
{
    /// <summary>A page fault that gives a page: exception, lookup, allocation, clearing, return.</summary>
    internal const long MinorFault = 700;

    /// <summary>A page fault that maps the page of zeros.</summary>
    internal const long ZeroPageFault = 400;

    /// <summary>Clearing a page: 4096 bytes at about 20 GB/s.</summary>
    internal const long ClearPage = 200;

    /// <summary>Submitting a request to the disk and handling its completion, in a driver that is told by interrupts.</summary>
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
    internal const long FreePage = 100;
}
