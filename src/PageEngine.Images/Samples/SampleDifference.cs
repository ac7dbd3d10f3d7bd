namespace PageEngine.Images;

/// <summary>What a comparison of the two sample dumps of one guest must find.</summary>
/// <param name="Pages">The pages of each dump.</param>
/// <param name="DifferingPages">Pages whose content changed.</param>
/// <param name="Runs">Runs of neighbouring pages that all changed.</param>
/// <param name="ZeroToNonZero">Changed pages that were zero.</param>
/// <param name="NonZeroToZero">Changed pages that became zero.</param>
/// <param name="AlreadyInOld">Changed pages whose new content stands somewhere in the old dump.</param>
public readonly record struct SampleDifference(
    ulong Pages, ulong DifferingPages, ulong Runs, ulong ZeroToNonZero, ulong NonZeroToZero, ulong AlreadyInOld);
