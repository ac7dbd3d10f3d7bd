namespace PageEngine.Simulation;

/// <summary>A host at one moment: what its frames hold, and sums since the start whose differences are rates.</summary>
/// <remarks>Private, shared, compressed, free and reserved frames add up to the capacity, while the reserve is free.</remarks>
public readonly record struct HostMeasure
{
    /// <summary>The moment.</summary>
    public SimTime Time { get; init; }

    /// <summary>The frames that exist.</summary>
    public ulong CapacityPages { get; init; }

    /// <summary>The frames that machines can still get.</summary>
    public ulong FreePages { get; init; }

    /// <summary>The frames that one page maps.</summary>
    public ulong PrivatePages { get; init; }

    /// <summary>The frames that several pages map.</summary>
    public ulong SharedPages { get; init; }

    /// <summary>The frames that hold compressed pages.</summary>
    public ulong CompressedFrames { get; init; }

    /// <summary>The frames that the hypervisor keeps for itself and for the overhead of machines.</summary>
    public ulong ReservedPages { get; init; }

    /// <summary>References saved: pages that map a shared frame, less one for each such frame.</summary>
    public ulong SharingPages { get; init; }

    /// <summary>Pages of zeros that gave their frame back.</summary>
    public ulong ZeroPages { get; init; }

    /// <summary>Pages in balloons.</summary>
    public ulong BalloonedPages { get; init; }

    /// <summary>Pages on the swap device.</summary>
    public ulong SwappedPages { get; init; }

    /// <summary>How short of memory the host is.</summary>
    public MemoryState State { get; init; }

    /// <summary>Processor time of machines and hypervisor since the start, in nanoseconds.</summary>
    public long CpuNanoseconds { get; init; }

    /// <summary>Time for which the swap device's pipe was asked for since the start, in nanoseconds.</summary>
    public long SwapBusyNanoseconds { get; init; }

    /// <summary>Pages brought in from the swap device because they were touched, since the start.</summary>
    public ulong SwapIns { get; init; }

    /// <summary>Private copies of shared frames, since the start.</summary>
    public ulong ShareBreaks { get; init; }
}
