namespace PageEngine.Migration;

/// <summary>What pages cost on the wire, in bytes, by their form.</summary>
internal readonly record struct PageCosts(double Normal, double Zero, double Delta, double Reference, double Header)
{
    /// <summary>A flag byte stands behind the header of a zero page: 9 bytes in all, as in QEMU's stream.</summary>
    private const int ZeroFlagBytes = 1;

    /// <summary>A flag byte and a length of two bytes stand in front of a delta.</summary>
    private const int DeltaFrameBytes = 3;

    internal static PageCosts Of(PredictionRequest request) => new(
        request.PageHeaderBytes + (Page.Size * request.CompressionRatio),
        request.PageHeaderBytes + ZeroFlagBytes,
        request.PageHeaderBytes + DeltaFrameBytes,
        request.PageHeaderBytes + PageReference.Size,
        request.PageHeaderBytes);

    internal PageCosts WithDelta(double deltaBytes) => this with { Delta = Header + DeltaFrameBytes + deltaBytes };

    internal double BytesOf(PredictedPageCounts pages) =>
        (pages.Normal * Normal) + (pages.Zero * Zero) + (pages.Delta * Delta) + (pages.Reference * Reference);

    /// <summary>What a whole page takes of a slice.</summary>
    /// <remarks>
    /// A slice holds the pages whose contents the link moves in its time; their headers, 2 ‰, come on top. QEMU looks at
    /// its clock once in 64 pages, so its slices are longer by about as much.
    /// </remarks>
    internal double NormalInSlice => Normal - Header;
}
