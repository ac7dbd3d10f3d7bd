namespace PageEngine;

/// <summary>What a piece of scanning took, measured by whoever has a clock.</summary>
/// <param name="PagesScanned">The pages visited.</param>
/// <param name="Elapsed">The time from its begin to its end.</param>
/// <param name="CpuTime">The processor time of all workers.</param>
public readonly record struct ScanSlice(ulong PagesScanned, TimeSpan Elapsed, TimeSpan CpuTime);
