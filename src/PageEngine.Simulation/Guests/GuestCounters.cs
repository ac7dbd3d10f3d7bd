namespace PageEngine.Simulation;

/// <summary>What the memory management of a guest has done since the machine started.</summary>
public record struct GuestCounters
{
    /// <summary>Pages given to tasks at their first write.</summary>
    public ulong MinorFaults { get; set; }

    /// <summary>Pages read from files, read ahead or because a task wanted them.</summary>
    public ulong FilePagesRead { get; set; }

    /// <summary>Pages written to files.</summary>
    public ulong FilePagesWritten { get; set; }

    /// <summary>Pages read from the guest's swap.</summary>
    public ulong SwapIns { get; set; }

    /// <summary>Pages written to the guest's swap.</summary>
    public ulong SwapOuts { get; set; }

    /// <summary>Pages of files that were dropped from the cache to make room.</summary>
    public ulong CacheDrops { get; set; }

    /// <summary>
    /// Pages that came back before as many others had been reclaimed as the guest has pages: with that much more memory
    /// they would have stayed.
    /// </summary>
    public ulong Refaults { get; set; }

    /// <summary>Times that a task had to reclaim before it got a page.</summary>
    public ulong DirectReclaims { get; set; }

    /// <summary>Times that there was no page for a task.</summary>
    public ulong OutOfMemory { get; set; }

    /// <summary>Requests for which the guest's disk, or the host behind it, failed.</summary>
    public ulong DeviceFailures { get; set; }

    /// <summary>Pages given to the host as free.</summary>
    public ulong PagesReported { get; set; }
}
