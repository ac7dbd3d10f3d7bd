namespace PageEngine.Simulation;

/// <summary>The usual weights of guests by their size.</summary>
/// <remarks>
/// 5, 10 and 20 shares for each MiB, as vSphere's resource management has them: guests of one level get memory in
/// proportion to their size.
/// </remarks>
public static class MemoryShares
{
    private const ulong PagesPerMebibyte = (1UL << 20) / Page.Size;

    /// <summary>The weight of an unimportant guest: 5 shares a MiB, at least 1.</summary>
    /// <param name="sizePages">The guest's size in pages.</param>
    public static ulong Low(ulong sizePages) => For(sizePages, 5);

    /// <summary>The weight of an ordinary guest: 10 shares a MiB, at least 1.</summary>
    /// <param name="sizePages">The guest's size in pages.</param>
    public static ulong Normal(ulong sizePages) => For(sizePages, 10);

    /// <summary>The weight of an important guest: 20 shares a MiB, at least 1.</summary>
    /// <param name="sizePages">The guest's size in pages.</param>
    public static ulong High(ulong sizePages) => For(sizePages, 20);

    private static ulong For(ulong sizePages, ulong sharesPerMebibyte) =>
        (ulong)UInt128.Max((UInt128)sizePages * sharesPerMebibyte / PagesPerMebibyte, UInt128.One);
}
