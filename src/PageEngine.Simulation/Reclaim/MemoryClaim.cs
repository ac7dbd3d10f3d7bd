namespace PageEngine.Simulation;

/// <summary>What a virtual machine asks of a host's memory: a size, and how it stands when memory is short.</summary>
/// <remarks>Amounts are 4 KiB pages. Immutable, so safe for any number of threads.</remarks>
public sealed record MemoryClaim
{
    private readonly ulong? _shares;

    /// <summary>The memory that the guest is configured with.</summary>
    public required ulong SizePages { get; init; }

    /// <summary>
    /// The weight of the guest when memory is divided, 1 or more; when left out, <see cref="MemoryShares.Normal"/> of
    /// its size.
    /// </summary>
    public ulong Shares
    {
        get => _shares ?? MemoryShares.Normal(SizePages);
        init => _shares = value;
    }

    /// <summary>The memory that the guest is never pressed below, at most its size and its limit; 0 for none.</summary>
    public ulong ReservationPages { get; init; }

    /// <summary>The most host memory that the guest is given; when left out, its size.</summary>
    public ulong? LimitPages { get; init; }

    /// <summary>What the host spends on the guest beside its memory; it can not be reclaimed.</summary>
    public ulong OverheadPages { get; init; }

    /// <summary>The most that the guest can come to hold: the smaller of its size and its limit.</summary>
    public ulong MaxPages => Math.Min(SizePages, LimitPages ?? SizePages);
}
