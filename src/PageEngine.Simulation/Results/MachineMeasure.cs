namespace PageEngine.Simulation;

/// <summary>A machine at one moment, and sums since it was defined whose differences are rates. Counts are pages.</summary>
public readonly record struct MachineMeasure
{
    /// <summary>The moment.</summary>
    public SimTime Time { get; init; }

    /// <summary>Where the machine is in its life.</summary>
    public VmState State { get; init; }

    /// <summary>The memory that the guest sees.</summary>
    public ulong ConfiguredPages { get; init; }

    /// <summary>The memory that the host means the machine to have.</summary>
    public ulong EntitlementPages { get; init; }

    /// <summary>Pages that are backed by a frame.</summary>
    public ulong ResidentPages { get; init; }

    /// <summary>Pages whose frame others map too: exact for up to 4096 pages, else estimated from 4096 pages.</summary>
    /// <remarks>The pages of the sample lie at equal distances; the standard error is at most 0.8 % of the machine.</remarks>
    public ulong SharedPages { get; init; }

    /// <summary>Pages of zeros that gave their frame back.</summary>
    public ulong ZeroPages { get; init; }

    /// <summary>The pages that the balloon is asked to hold.</summary>
    public ulong BalloonTargetPages { get; init; }

    /// <summary>The pages in the balloon.</summary>
    public ulong BalloonPages { get; init; }

    /// <summary>Pages in the compression cache.</summary>
    public ulong CompressedPages { get; init; }

    /// <summary>Pages on the host's swap device.</summary>
    public ulong SwappedPages { get; init; }

    /// <summary>The pages that the host believes to be in use.</summary>
    public ulong WorkingSetPages { get; init; }

    /// <summary>What the guest uses its memory for.</summary>
    public GuestStatistics Guest { get; init; }

    /// <summary>Pages brought in from the host's swap because they were touched.</summary>
    public ulong SwapIns { get; init; }

    /// <summary>Of these, pages that had been written out not long before.</summary>
    public ulong Refaults { get; init; }

    /// <summary>Pages that the guest fetched from its own swap and files.</summary>
    public ulong GuestFaults { get; init; }

    /// <summary>Pages that the guest paged out while the host had them in its swap.</summary>
    public ulong DoublePaging { get; init; }

    /// <summary>Nanoseconds that processors stalled for the host's devices.</summary>
    public long StallNanoseconds { get; init; }

    /// <summary>Accesses that tasks made: the work done.</summary>
    public ulong Accesses { get; init; }
}
