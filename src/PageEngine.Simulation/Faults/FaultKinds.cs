namespace PageEngine.Simulation;

/// <summary>What stood between a processor and a page.</summary>
[Flags]
public enum FaultKinds
{
    /// <summary>Nothing: the page was there.</summary>
    None = 0,

    /// <summary>The guest gave a page of memory to the task.</summary>
    GuestMinor = 1,

    /// <summary>The guest read the page from a file on its disk.</summary>
    GuestFile = 2,

    /// <summary>The guest read the page from its swap.</summary>
    GuestSwapIn = 4,

    /// <summary>The guest had to write out or drop other pages first.</summary>
    GuestReclaim = 8,

    /// <summary>The host gave a frame to the page.</summary>
    HostMinor = 16,

    /// <summary>A write made a private copy of a shared frame.</summary>
    ShareBreak = 32,

    /// <summary>The host decompressed the page.</summary>
    Decompressed = 64,

    /// <summary>The host read the page from its swap.</summary>
    HostSwapIn = 128,

    /// <summary>The host had to reclaim from somebody before it had a frame.</summary>
    HostReclaim = 256,

    /// <summary>The guest paged out a page that the host had swapped, so it was read only to be written (double paging).</summary>
    DoublePaging = 512,

    /// <summary>The host fetched the page from the host that the machine came from.</summary>
    Remote = 1024,
}
