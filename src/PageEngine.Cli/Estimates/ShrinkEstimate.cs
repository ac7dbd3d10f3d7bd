namespace PageEngine.Cli.Estimates;

/// <summary>Pages of a sample that one technique makes small enough, and how small.</summary>
/// <param name="Pages">The pages.</param>
/// <param name="Bytes">The bytes that they take then.</param>
internal readonly record struct ShrunkPages(int Pages, long Bytes)
{
    /// <summary>The mean bytes of a page that was made smaller; 0 if none was.</summary>
    internal double MeanBytes => Pages == 0 ? 0 : (double)Bytes / Pages;

    /// <summary>Adds one page if it is small enough.</summary>
    internal ShrunkPages With(int bytes) =>
        bytes <= ShrinkEstimate.MostBytes ? new ShrunkPages(Pages + 1, Bytes + bytes) : this;
}

/// <summary>What compression and patching add on top of sharing, in a sample of the pages that are left.</summary>
/// <param name="SampledPages">The pages that were looked at.</param>
/// <param name="RemainingPages">The pages that the sample was drawn from.</param>
/// <param name="Compressed">By LZ4.</param>
/// <param name="Patched">As an XBZRLE delta to a similar page; only pages that are equal to no other.</param>
/// <param name="Either">By the one that gives fewer bytes.</param>
internal sealed record ShrinkEstimate(
    int SampledPages, ulong RemainingPages, ShrunkPages Compressed, ShrunkPages Patched, ShrunkPages Either)
{
    /// <summary>The largest piece that counts: half a page, as in ESX and in Difference Engine.</summary>
    internal const int MostBytes = Page.Size / 2;

    /// <summary>The pages among all that are left that a technique would make smaller.</summary>
    internal double PagesOf(ShrunkPages shrunk) => SampledPages == 0 ? 0 : (double)shrunk.Pages / SampledPages * RemainingPages;

    /// <summary>The memory that this frees in pages, pieces packed without a gap.</summary>
    internal double FreedBy(ShrunkPages shrunk) => PagesOf(shrunk) * (1 - (shrunk.MeanBytes / Page.Size));
}
