namespace PageEngine.Migration;

/// <summary>What pages take of the link, in bytes, by their form.</summary>
/// <remarks>
/// Bandwidth is that of page contents, in which also what is left is counted: the headers of whole pages, 2 ‰, count as
/// bytes but not as time, like the larger ones of the layers below. Forms that save the content are charged in full.
/// </remarks>
internal readonly record struct PageCosts(double Normal, double Zero, double Delta, double Reference, double Header)
{
    /// <summary>A flag byte stands behind the header of a zero page: 9 bytes in all, as in QEMU's stream.</summary>
    private const int ZeroFlagBytes = 1;

    /// <summary>A flag byte and a length of two bytes stand in front of a delta.</summary>
    private const int DeltaFrameBytes = 3;

    internal static PageCosts Of(PredictionRequest request) => new(
        Page.Size * request.CompressionRatio,
        request.PageHeaderBytes + ZeroFlagBytes,
        request.PageHeaderBytes + DeltaFrameBytes,
        request.PageHeaderBytes + PageReference.Size,
        request.PageHeaderBytes);

    internal PageCosts WithDelta(double deltaBytes) => this with { Delta = Header + DeltaFrameBytes + deltaBytes };

    internal double LinkBytesOf(PredictedPageCounts pages) =>
        (pages.Normal * Normal) + (pages.Zero * Zero) + (pages.Delta * Delta) + (pages.Reference * Reference);
}
