namespace PageEngine.Simulation;

/// <summary>Processor time that a host spends beside the mechanisms that have presets, in nanoseconds.</summary>
internal static class HostCosts
{
    /// <summary>To give a zeroed frame to a page: the exit, the fault handler, and clearing 4 KiB.</summary>
    internal const long ZeroFill = 1_000;

    /// <summary>To hand a page to the swap device or take it from there: the request, the page tables, the interrupt.</summary>
    internal const long Swap = 3_000;

    /// <summary>To tell a guest that a page is not there, and to let it switch to another task.</summary>
    internal const long AsyncFault = 2_000;

    /// <summary>To fingerprint a page and to look it up: 4 KiB at about 20 GB/s, and a cache line from memory.</summary>
    internal const long Fingerprint = 300;

    /// <summary>To split a large page: a table of 512 entries, at about 4 ns each, and the exit.</summary>
    internal const long SplitLargePage = 3_000;

    internal static MechanismCosts Of(CostPreset preset) => preset == CostPreset.DifferenceEngine2008
        ? MechanismCosts.DifferenceEngine2008
        : MechanismCosts.Modern;
}
