using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Allocations;

/// <summary>Pages into bytes for the wire, and back.</summary>
internal static class EncodingProbes
{
    private const int PageCount = 256;

    internal static IEnumerable<AllocationProbe> All()
    {
        var pages = new SamplePages(PageCount);
        var lz4 = new Lz4PageCompressor();
        var zstandard = new ZstandardPageCompressor();
        var encoder = new PageEncoder();
        var decoder = new PageDecoder();
        byte[] payload = new byte[2 * Page.Size];
        byte[] page = new byte[Page.Size];
        return
        [
            AllocationProbes.ForEach("encode.zero", PageCount, i => PageContent.IsZero(pages.Zero[i])),
            AllocationProbes.ForEach("encode.xbzrle", PageCount, i =>
                Xbzrle.TryEncode(pages.Old[i], pages.New[i], payload, out _)),
            AllocationProbes.ForEach("encode.page", PageCount, i =>
                encoder.Encode(pages.New[i], pages.Old[i], payload, out _)),
            AllocationProbes.ForEach("decode.page", PageCount, i =>
            {
                PageEncoding encoding = encoder.Encode(pages.New[i], pages.Old[i], payload, out int written);
                pages.Old[i].CopyTo(page);
                if (!decoder.TryDecode(encoding, payload.AsSpan(0, written), page))
                    throw new WrongResultException("a page cannot be decoded");
            }),
            Compress("compress.lz4", lz4, pages, payload, page),
            Compress("compress.zstandard", zstandard, pages, payload, page),
        ];
    }

    private static AllocationProbe Compress(
        string name, IPageCompressor compressor, SamplePages pages, byte[] payload, byte[] page) =>
        AllocationProbes.ForEach(name, PageCount, i =>
        {
            bool fine = compressor.TryCompress(pages.New[i], payload, out int written)
                && compressor.TryDecompress(payload.AsSpan(0, written), page);
            if (!fine || !page.AsSpan().SequenceEqual(pages.New[i]))
                throw new WrongResultException($"{name} does not give a page back");
        });
}
