namespace PageEngine.Simulation;

/// <summary>A host at a moment, and what happened on it since the sample before.</summary>
/// <remarks>
/// Free, private, shared, compressed and reserved frames add up to the capacity. On a host of
/// <see cref="MemoryDepth.Rate"/> no frame is shared.
/// </remarks>
public readonly record struct HostSample
{
    /// <summary>The moment.</summary>
    public SimTime Time { get; init; }

    /// <summary>The name of the host.</summary>
    public string Host { get; init; }

    /// <summary>The frames that exist.</summary>
    public ulong CapacityPages { get; init; }

    /// <summary>The frames that machines can still get.</summary>
    public ulong FreePages { get; init; }

    /// <summary>The frames that serve one page of one machine.</summary>
    public ulong PrivatePages { get; init; }

    /// <summary>The frames that serve several pages.</summary>
    public ulong SharedPages { get; init; }

    /// <summary>The frames of the compression cache.</summary>
    public ulong CompressedPages { get; init; }

    /// <summary>The frames that the hypervisor keeps.</summary>
    public ulong ReservedPages { get; init; }

    /// <summary>The pages that need no frame of their own because they share one: KSM's pages_sharing.</summary>
    public ulong SharingPages { get; init; }

    /// <summary>The pages that gave their frames back because they hold zeros.</summary>
    public ulong ZeroPages { get; init; }

    /// <summary>The pages in balloons.</summary>
    public ulong BalloonedPages { get; init; }

    /// <summary>The pages on the swap device.</summary>
    public ulong SwappedPages { get; init; }

    /// <summary>How short of memory the host is.</summary>
    public MemoryState State { get; init; }

    /// <summary>The part of the processors' time that was used by machines and the hypervisor, 0 to 1.</summary>
    public double CpuShare { get; init; }

    /// <summary>The part of the time in which the swap device moved data, 0 to 1.</summary>
    public double DiskBusyShare { get; init; }

    /// <summary>
    /// Accesses in a second that needed the hypervisor: first touches, shared, compressed and swapped pages.
    /// </summary>
    public double FaultsPerSecond { get; init; }

    /// <summary>Private copies of shared frames in a second.</summary>
    public double BreaksPerSecond { get; init; }
}
