using PageEngine.Simulation;

namespace PageEngine.Cli.Planning;

/// <summary>What a plan was asked for: a host, and guests that are alike.</summary>
internal sealed record PlanRequest
{
    internal required ByteSize Host { get; init; }

    internal required ByteSize Guest { get; init; }

    internal required ByteSize Used { get; init; }

    internal ByteSize HostReserve { get; init; }

    internal ByteSize Overhead { get; init; }

    internal ByteSize Reservation { get; init; }

    internal ByteSize Shared { get; init; }

    internal double? Ratio { get; init; }

    /// <summary>The guests to place on hosts of this kind; null when nobody asks.</summary>
    internal int? Guests { get; init; }

    internal bool AsJson { get; init; }

    internal ConsolidationPlan Plan() => ConsolidationPlan.For(new ConsolidationInput
    {
        HostPages = Host.Pages,
        GuestPages = Guest.Pages,
        UsedPages = PagesFor(Used),
        OverheadPages = PagesFor(Overhead),
        HostReservePages = PagesFor(HostReserve),
        ReservationPages = PagesFor(Reservation),
        SharedPages = Shared.Pages,
        MaxOvercommitRatio = Ratio,
    });

    /// <summary>The pages that a need takes: a part of a page takes a page.</summary>
    private static ulong PagesFor(ByteSize size) => (size.Bytes / Page.Size) + (size.Bytes % Page.Size == 0 ? 0UL : 1);
}
