namespace PageEngine.Simulation;

/// <summary>What a host pays for each page that a mechanism handles, in nanoseconds.</summary>
/// <remarks>Costs without a wait in a queue. Immutable, so safe for any number of threads.</remarks>
public sealed record MechanismCosts
{
    /// <summary>
    /// The figures of a Xen host with a disk (Gupta et al., <i>Difference Engine</i>, OSDI 2008, §5).
    /// </summary>
    /// <remarks>Whole functions were timed, swap with its device, so a fault costs nothing beside them.</remarks>
    public static MechanismCosts DifferenceEngine2008 { get; } = new()
    {
        Share = 6_200,
        CopyOnWriteBreak = 25_100,
        Compress = 29_700,
        Decompress = 10_400,
        Patch = 338_100,
        Unpatch = 18_600,
        SwapOut = 48_900,
        SwapIn = 7_151_600,
        Fault = 0,
        FaultHandOff = 0,
    };

    /// <summary>A host of today with NVMe and LZ4.</summary>
    /// <remarks>
    /// <para>Where each comes from, "measured" being on a 2-core EPYC guest under Linux 6.18. Share: a visit of KSM at
    /// full speed, 3,060 ms for 2 · 262,144 pages (bench/README.md). Copy-on-write break: a write to a page merged by
    /// KSM, 2,595 ns (bench/README.md). Compress, decompress: this library's LZ4 on pages of short repeats that come
    /// down to 1,669 bytes in the mean, measured, best of 60 passes. Patch, unpatch: this library's XBZRLE with an
    /// eighth of the words changed, measured alike. Swap: <see cref="SwapDevicePreset.Nvme"/>, its latency and the time
    /// of 4096 bytes.</para>
    /// <para>Fault: a first touch that the kernel serves, measured. Hand-off: a missing page that another thread fills
    /// through userfaultfd, round trip, measured on both cores of that guest.</para>
    /// </remarks>
    public static MechanismCosts Modern { get; } = new()
    {
        Share = 5_800,
        CopyOnWriteBreak = 2_600,
        Compress = 8_000,
        Decompress = 1_500,
        Patch = 1_250,
        Unpatch = 1_600,
        SwapOut = SwapDevicePreset.Nvme.WriteTime(Page.Size),
        SwapIn = SwapDevicePreset.Nvme.ReadTime(Page.Size),
        Fault = 1_700,
        FaultHandOff = 55_000,
    };

    /// <summary>To merge a page with an equal one: hash, compare, remap.</summary>
    public required long Share { get; init; }

    /// <summary>To give a writer its own copy of a shared page.</summary>
    public required long CopyOnWriteBreak { get; init; }

    /// <summary>To compress a page.</summary>
    public required long Compress { get; init; }

    /// <summary>To expand a compressed page.</summary>
    public required long Decompress { get; init; }

    /// <summary>To replace a page by its difference to a similar one.</summary>
    public required long Patch { get; init; }

    /// <summary>To make a page from its difference.</summary>
    public required long Unpatch { get; init; }

    /// <summary>To write a page to the swap device.</summary>
    public required long SwapOut { get; init; }

    /// <summary>To read a page from the swap device.</summary>
    public required long SwapIn { get; init; }

    /// <summary>To leave the guest and come back, where that is not part of the others.</summary>
    public required long Fault { get; init; }

    /// <summary>
    /// To have a fault served by another process rather than by the kernel; in place of <see cref="Fault"/>.
    /// </summary>
    public required long FaultHandOff { get; init; }
}
