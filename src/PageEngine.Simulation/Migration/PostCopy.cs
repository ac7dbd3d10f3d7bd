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

    internal static SimTime DefaultFaultService { get; } = SimTime.FromMicroseconds(20);
}
