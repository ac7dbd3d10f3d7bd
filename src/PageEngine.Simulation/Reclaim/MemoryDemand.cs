namespace PageEngine.Simulation;

/// <summary>One virtual machine as <see cref="MemoryAllocation"/> sees it.</summary>
/// <param name="Shares">The weight, 1 or more.</param>
/// <param name="MinPages">
/// The pages that it is never pressed below (its reservation), at most <paramref name="MaxPages"/>.
/// </param>
/// <param name="MaxPages">The most pages that it is given: the smaller of its size and its limit.</param>
/// <param name="ActivePages">
/// The pages in active use, as estimated; more than it holds counts as all that it holds.
/// </param>
public readonly record struct MemoryDemand(ulong Shares, ulong MinPages, ulong MaxPages, ulong ActivePages);
