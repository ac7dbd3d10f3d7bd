namespace PageEngine.Simulation;

/// <summary>What a host wants of a balloon, and what it knows of the guest.</summary>
/// <param name="SizePages">The memory that the guest is configured with.</param>
/// <param name="BalloonPages">The pages that are in the balloon.</param>
/// <param name="WantedPages">The pages that the host wants in the balloon.</param>
public readonly record struct BalloonRequest(ulong SizePages, ulong BalloonPages, ulong WantedPages)
{
    /// <summary>The pages that the guest must keep, beside the minimum of the options; its reservation.</summary>
    public ulong MinGuestPages { get; init; }

    /// <summary>The pages in active use as the host sees it; 0 when it has not looked.</summary>
    public ulong ActivePages { get; init; }

    /// <summary>The last report of the guest, if there is one.</summary>
    public GuestMemoryStatistics? Statistics { get; init; }

    /// <summary>Whether the guest has no balloon driver.</summary>
    public bool HasNoDriver { get; init; }
}
