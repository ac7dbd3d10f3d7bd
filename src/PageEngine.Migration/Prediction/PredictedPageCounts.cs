namespace PageEngine.Migration;

/// <summary>Pages by the form in which they travel; a page that is sent twice counts twice.</summary>
/// <param name="Normal">Whole pages, raw or compressed.</param>
/// <param name="Zero">Pages of zeros.</param>
/// <param name="Delta">Pages of which only the changes travel (XBZRLE).</param>
/// <param name="Reference">Pages that the destination already holds.</param>
public readonly record struct PredictedPageCounts(ulong Normal, ulong Zero, ulong Delta, ulong Reference)
{
    /// <summary>The pages in all forms.</summary>
    public ulong Total => Normal + Zero + Delta + Reference;

    /// <summary>The sums.</summary>
    /// <param name="left">The first counts.</param>
    /// <param name="right">The second counts.</param>
    public static PredictedPageCounts operator +(PredictedPageCounts left, PredictedPageCounts right) => Add(left, right);

    /// <summary>The sums.</summary>
    /// <param name="left">The first counts.</param>
    /// <param name="right">The second counts.</param>
    public static PredictedPageCounts Add(PredictedPageCounts left, PredictedPageCounts right) => new(
        left.Normal + right.Normal,
        left.Zero + right.Zero,
        left.Delta + right.Delta,
        left.Reference + right.Reference);
}
