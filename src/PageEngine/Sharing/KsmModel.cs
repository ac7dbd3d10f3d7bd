namespace PageEngine;

/// <summary>What the counters of Linux KSM settle at for known contents; arithmetic only.</summary>
/// <remarks>Source: mm/ksm.c and the kernel's self-test, tools/testing/selftests/mm/ksm_tests.c.</remarks>
/// <param name="Shared">Frames kept for contents that occur more than once (pages_shared).</param>
/// <param name="Sharing">References saved (pages_sharing).</param>
/// <param name="Unshared">Pages left alone (pages_unshared).</param>
public readonly record struct KsmModel(ulong Shared, ulong Sharing, ulong Unshared)
{
    /// <summary>The bytes of a ksm_rmap_item, which KSM spends on each page that it tracks.</summary>
    public const int BytesPerTrackedPage = 64;

    /// <summary>The counters for one content that a number of pages hold.</summary>
    /// <remarks>
    /// Every full frame serves <paramref name="maxPageSharing"/> pages. What is left over shares one frame more; a
    /// single page left over has nobody to share with.
    /// </remarks>
    /// <param name="pages">The pages with this content.</param>
    /// <param name="maxPageSharing">The most pages that a frame may serve, 2 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is below 2.</exception>
    public static KsmModel Settle(ulong pages, uint maxPageSharing)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPageSharing, 2U);
        ulong full = pages / maxPageSharing;
        ulong rest = pages % maxPageSharing;
        return rest < 2
            ? new KsmModel(full, full * (maxPageSharing - 1), rest)
            : new KsmModel(full + 1, pages - full - 1, 0);
    }

    /// <summary>Adds the counters of different contents.</summary>
    /// <param name="left">The counters of some contents.</param>
    /// <param name="right">The counters of others.</param>
    public static KsmModel operator +(KsmModel left, KsmModel right) =>
        new(left.Shared + right.Shared, left.Sharing + right.Sharing, left.Unshared + right.Unshared);

    /// <summary>Adds the counters of different contents.</summary>
    /// <param name="left">The counters of some contents.</param>
    /// <param name="right">The counters of others.</param>
    public static KsmModel Add(KsmModel left, KsmModel right) => left + right;
}
