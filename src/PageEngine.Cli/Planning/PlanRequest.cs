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

    /// <summary>Says what does not go together, in the words of the command line.</summary>
    internal IEnumerable<string> FindReasonsAgainst()
    {
        (string Option, ByteSize Size, string What, ByteSize Most)[] bounds =
        [
            ("--used", Used, "the guest's memory", Guest),
            ("--host-reserve", HostReserve, "the host's memory", Host),
            ("--reservation", Reservation, "the guest's memory", Guest),
            ("--shared", Shared, "the used memory", Used),
        ];
        foreach ((string option, ByteSize size) in new[] { ("--host", Host), ("--guest", Guest) })
        {
            if (size.Pages == 0)
            {
                yield return $"{option} is {size}, but must be a page of 4 KiB or more";
            }
        }

        foreach ((string option, ByteSize size, string what, ByteSize most) in bounds)
        {
            if (size > most)
            {
                yield return $"{option} is {size}, but must be at most {what}, {most}";
            }
        }
    }

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
