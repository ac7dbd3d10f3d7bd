namespace PageEngine.Simulation;

/// <summary>The free memory that a host of a size should keep, on a sliding scale. Exact integer arithmetic.</summary>
/// <remarks>
/// 6 % of the first 4 GiB, 4 % of the next 8, 2 % of the next 16, 1 % of the rest (the scale of ESXi since version 5).
/// A host of 28 GiB: 901.12 MiB.
/// </remarks>
public static class MinFree
{
    private const ulong PagesPerGibibyte = (1UL << 30) / Page.Size;

    /// <summary>The pages to keep free, a part of a page dropped.</summary>
    /// <param name="hostPages">The memory of the host in pages.</param>
    public static ulong PagesFor(ulong hostPages) => (ulong)(HundredthsFor(hostPages) / 100);

    /// <summary>The memory to keep free in MiB, as tables print it.</summary>
    /// <param name="hostPages">The memory of the host in pages.</param>
    public static double MebibytesFor(ulong hostPages) =>
        (double)HundredthsFor(hostPages) / (100 * ((1UL << 20) / Page.Size));

    /// <summary>Hundredths of pages to keep free.</summary>
    internal static UInt128 HundredthsFor(ulong hostPages)
    {
        ReadOnlySpan<(ulong UpToGibibytes, uint Percent)> bands = [(4, 6), (12, 4), (28, 2)];
        UInt128 sum = 0;
        ulong from = 0;
        foreach ((ulong upToGibibytes, uint percent) in bands)
        {
            ulong to = Math.Min(hostPages, upToGibibytes * PagesPerGibibyte);
            sum += (UInt128)(to - from) * percent;
            from = to;
        }

        return sum + (hostPages - from);
    }
}
