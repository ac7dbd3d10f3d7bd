namespace PageEngine.Images;

/// <summary>What a scan of one sample image must find, known from how the image was made.</summary>
/// <param name="Pages">All pages.</param>
/// <param name="ZeroPages">Pages whose bytes are all zero.</param>
/// <param name="DistinctContents">Different contents; the zero content counts as one.</param>
/// <param name="Singletons">Contents that occur once.</param>
public readonly record struct SampleImageCounts(ulong Pages, ulong ZeroPages, ulong DistinctContents, ulong Singletons)
{
    /// <summary>The pages that sharing frees.</summary>
    public ulong FreeablePages => Pages - DistinctContents;

    /// <summary>The pages that sharing frees where zero pages are left alone.</summary>
    public ulong FreeableNonZeroPages => FreeablePages - (ZeroPages > 0 ? ZeroPages - 1 : 0);
}
