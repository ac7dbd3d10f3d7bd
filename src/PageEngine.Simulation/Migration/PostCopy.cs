using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <summary>Runs the machine on the destination at once; its pages follow, those first that it touches.</summary>
/// <remarks>
/// Each page crosses once. A page that is touched before it came is fetched on a channel of its own: a time there and
/// back, the page on the path, and the service of both hosts. The others are pushed in order, from the page that was
/// touched last (pre-paging by a bubble around the fault: Hines and Gopalan, "Post-copy based live virtual machine
/// migration using adaptive pre-paging and dynamic self-ballooning", VEE 2009).
/// </remarks>
public sealed record PostCopy : MigrationMethod
{
    /// <summary>What both hosts take to find and to place a page that was touched.</summary>
    public SimTime FaultService { get; init; } = DefaultFaultService;

    /// <summary>Whether pages are pushed before they are touched; without it the source holds the rest until it is.</summary>
    public bool PrePaging { get; init; } = true;

    /// <summary>Whether pages that were touched have a channel of their own; otherwise they wait behind what is pushed.</summary>
    public bool FaultChannel { get; init; } = true;

    /// <summary>What crosses for a page that was touched: 4 KiB, or the large page around it, 2 MiB or 1 GiB.</summary>
    /// <remarks>On hosts that back guests with large pages a part of one cannot be placed alone.</remarks>
    public ByteSize FetchUnit { get; init; } = new(Page.Size);

    internal override IEnumerable<MigrationFeature> Features => FaultChannel
        ? [.. base.Features, MigrationFeature.PostCopy, MigrationFeature.PostCopyPreempt]
        : [.. base.Features, MigrationFeature.PostCopy];

    internal override string? FindMistake() =>
        FaultService < SimTime.Zero ? "serving a fault does not take less than no time"
        : FindMistake(FetchUnit) ?? base.FindMistake();

    internal static string? FindMistake(ByteSize fetchUnit) =>
        fetchUnit.Bytes is Page.Size or 2UL << 20 or 1UL << 30 ? null : "a page has 4 KiB, 2 MiB or 1 GiB";

    internal static SimTime DefaultFaultService { get; } = SimTime.FromMicroseconds(20);
}
