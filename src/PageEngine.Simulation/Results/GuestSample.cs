namespace PageEngine.Simulation;

/// <summary>A virtual machine at a moment, and what happened to it since the sample before.</summary>
public readonly record struct GuestSample
{
    /// <summary>The moment.</summary>
    public SimTime Time { get; init; }

    /// <summary>The name of the host that it is on.</summary>
    public string Host { get; init; }

    /// <summary>The name of the machine.</summary>
    public string Guest { get; init; }

    /// <summary>Where it is in its life.</summary>
    public VmState Lifecycle { get; init; }

    /// <summary>The pages that the guest sees.</summary>
    public ulong ConfiguredPages { get; init; }

    /// <summary>The pages that it is entitled to.</summary>
    public ulong EntitlementPages { get; init; }

    /// <summary>The pages that have a frame, shared ones counted whole.</summary>
    public ulong ResidentPages { get; init; }

    /// <summary>The pages among them whose frame serves other pages too.</summary>
    public ulong SharedPages { get; init; }

    /// <summary>The pages that gave their frames back because they hold zeros.</summary>
    public ulong ZeroPages { get; init; }

    /// <summary>The pages that the balloon is asked to hold.</summary>
    public ulong BalloonTargetPages { get; init; }

    /// <summary>The pages in the balloon.</summary>
    public ulong BalloonPages { get; init; }

    /// <summary>The pages in the host's compression cache.</summary>
    public ulong CompressedPages { get; init; }

    /// <summary>The pages on the host's swap device.</summary>
    public ulong SwappedPages { get; init; }

    /// <summary>The pages that the host believes to be in use.</summary>
    public ulong WorkingSetPages { get; init; }

    /// <summary>The pages that the guest uses for nothing.</summary>
    public ulong GuestFreePages { get; init; }

    /// <summary>The pages of the guest's page cache, clean and dirty.</summary>
    public ulong GuestCachePages { get; init; }

    /// <summary>The pages in the guest's own swap.</summary>
    public ulong GuestSwapPages { get; init; }

    /// <summary>
    /// Pages in a second that were decompressed, or read from the host's swap, because they were touched.
    /// </summary>
    public double MajorFaultsPerSecond { get; init; }

    /// <summary>Pages in a second that came back soon after the host had swapped them.</summary>
    public double RefaultsPerSecond { get; init; }

    /// <summary>Pages in a second that the guest read from its own swap.</summary>
    public double GuestFaultsPerSecond { get; init; }

    /// <summary>Pages in a second that the guest paged out while the host had them in its swap.</summary>
    public double DoublePagingPerSecond { get; init; }

    /// <summary>The part of its processors' time that they stood still for the host's devices, 0 to 1.</summary>
    public double StallShare { get; init; }

    /// <summary>Accesses in a second that its tasks made.</summary>
    public double WorkPerSecond { get; init; }
}
