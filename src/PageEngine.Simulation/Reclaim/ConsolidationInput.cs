namespace PageEngine.Simulation;

/// <summary>What <see cref="ConsolidationPlan"/> starts from: one host, and guests that are all alike.</summary>
/// <remarks>Amounts are 4 KiB pages. Immutable, so safe for any number of threads.</remarks>
public sealed record ConsolidationInput
{
    /// <summary>The memory of the host.</summary>
    public required ulong HostPages { get; init; }

    /// <summary>The memory that each guest is promised, at least 1.</summary>
    public required ulong GuestPages { get; init; }

    /// <summary>The memory that each guest really uses, at most <see cref="GuestPages"/>.</summary>
    public required ulong UsedPages { get; init; }

    /// <summary>What the host spends on each guest beside its memory: page tables, device buffers.</summary>
    public ulong OverheadPages { get; init; }

    /// <summary>What the host keeps for itself, at most <see cref="HostPages"/>.</summary>
    public ulong HostReservePages { get; init; }

    /// <summary>The memory that each guest is guaranteed, at most <see cref="GuestPages"/>; 0 for none.</summary>
    public ulong ReservationPages { get; init; }

    /// <summary>
    /// The used pages of each guest whose content other guests hold too, at most <see cref="UsedPages"/>.
    /// </summary>
    public ulong SharedPages { get; init; }

    /// <summary>
    /// The frames that the shared pages of all guests come down to, at most <see cref="SharedPages"/>; when left out,
    /// one for each shared page of a guest.
    /// </summary>
    /// <remarks>
    /// The law of identical guests (Waldspurger, OSDI 2002, §4.4): n guests share n·s pages and give back n·s − K,
    /// where K does not depend on n. Fewer frames than pages means that a guest also shares with itself (pages of
    /// zeros).
    /// </remarks>
    public ulong? SharedFrames { get; init; }

    /// <summary>
    /// The most that may be promised for each page of memory that guests can have; none when left out.
    /// </summary>
    public double? MaxOvercommitRatio { get; init; }

    /// <summary>The most guests that may run, whatever the memory; none when left out.</summary>
    public ulong? MaxGuests { get; init; }

    internal ulong MemoryForGuests => HostPages - HostReservePages;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfZero(GuestPages);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(UsedPages, GuestPages);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(HostReservePages, HostPages);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReservationPages, GuestPages);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SharedPages, UsedPages);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SharedFrames ?? 0, SharedPages, nameof(SharedFrames));
        if (SharedFrames == 0)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(SharedPages, 0UL);
        }

        if (MaxOvercommitRatio is double ratio)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(double.IsFinite(ratio), true, nameof(MaxOvercommitRatio));
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ratio, nameof(MaxOvercommitRatio));
        }
    }
}
