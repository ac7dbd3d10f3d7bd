namespace PageEngine.Simulation;

/// <summary>What the pages of an installed system hold: some are the image's, the rest is this guest's own.</summary>
/// <remarks>
/// Page i is the image's when the whole part of i times the share grows at i, so exactly that share of any run of pages
/// is, and it is the same pages in each guest of the image. All contents are functions of the page: nothing is kept.
/// </remarks>
internal readonly struct GuestContent
{
    private const ulong KernelDomain = 1;
    private const ulong FileDomain = 2;
    private const ulong TableDomain = 3;

    private readonly ulong _image;
    private readonly ulong _own;
    private readonly double _imageShare;

    /// <summary>The contents of a guest.</summary>
    /// <param name="image">The image; null for a guest that has nothing in common with others.</param>
    /// <param name="imageShare">The part of the pages that are the image's.</param>
    /// <param name="own">A number that no other guest has.</param>
    internal GuestContent(string? image, double imageShare, ulong own)
    {
        _image = image is null ? 0 : StableHash.Of(image);
        _imageShare = image is null ? 0 : imageShare;
        _own = own;
    }

    internal PageToken OfKernel(uint page) => Of(KernelDomain, page);

    /// <summary>What the kernel writes into its descriptors and hash tables; it is like nobody else's.</summary>
    internal PageToken OfKernelTables(uint page) =>
        new(Math.Max(1, StableHash.Combine(StableHash.Combine(_own, TableDomain), page) & PageToken.MaxValue));

    internal PageToken OfFile(uint page) => Of(FileDomain, page);

    private PageToken Of(ulong domain, uint page)
    {
        bool isOfImage = Math.Floor((page + 1.0) * _imageShare) > Math.Floor(page * _imageShare);
        ulong source = StableHash.Combine(isOfImage ? _image : _own, domain);
        return new PageToken(Math.Max(1, StableHash.Combine(source, page) & PageToken.MaxValue));
    }
}
