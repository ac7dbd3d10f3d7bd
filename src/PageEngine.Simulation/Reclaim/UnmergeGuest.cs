namespace PageEngine.Simulation;

/// <summary>One guest as <see cref="UnmergeForecast"/> sees it.</summary>
/// <param name="Pages">The pages of the guest, 1 or more.</param>
/// <param name="MergedPages">
/// The pages that map a frame which others map too: the guest's part of shared + sharing.
/// </param>
/// <param name="ZeroPages">
/// The pages that hold zeros and no frame; 0 where zero pages share a frame as others do.
/// </param>
/// <param name="WritesPerSecond">
/// The page writes of the guest in a second, spread evenly over its pages; 0 or more.
/// </param>
public readonly record struct UnmergeGuest(ulong Pages, ulong MergedPages, ulong ZeroPages, double WritesPerSecond);
