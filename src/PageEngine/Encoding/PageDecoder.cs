using System.Buffers.Binary;

namespace PageEngine;

/// <summary>Turns what a <see cref="PageEncoder"/> wrote back into pages.</summary>
/// <remarks>
/// Payloads are not trusted: any bytes may be given, and a page is either what the payload says or untouched. An
/// instance reads every form, is for one thread at a time, and allocates nothing for a page once each form was seen. A
/// malformed Zstandard payload is the exception: its library throws, which is caught here and costs an allocation.
/// </remarks>
public sealed class PageDecoder : IDisposable
{
    private readonly IPageReferenceResolver? _references;
    private readonly long _fingerprintSeed;
    private readonly Lz4PageCompressor _lz4 = new();
    private readonly ZstandardPageCompressor _zstandard = new();

    // What a compressor or resolver fills until it is known to be right.
    private readonly byte[] _scratch = new byte[Page.Size];

    /// <summary>Makes a decoder.</summary>
    /// <param name="references">Finds the pages that references name; with null, references are refused.</param>
    /// <param name="fingerprintSeed">The seed of the fingerprints in references, as the sender has it.</param>
    public PageDecoder(IPageReferenceResolver? references = null, long fingerprintSeed = 0)
    {
        _references = references;
        _fingerprintSeed = fingerprintSeed;
    }

    /// <summary>Reads a page.</summary>
    /// <remarks>
    /// <see cref="PageEncoding.Zero"/> clears the page: one that turned zero must not keep what was there before. A
    /// <see cref="PageEncoding.Reference"/> whose page does not have the fingerprint any more is refused.
    /// </remarks>
    /// <param name="encoding">The form of the payload; an unknown one is refused.</param>
    /// <param name="payload">The payload, without anything around it. Must not overlap the page.</param>
    /// <param name="page">
    /// 4096 bytes: for <see cref="PageEncoding.Delta"/>, the version that the delta was made against; then the page.
    /// </param>
    /// <returns>Whether the payload is well formed and a reference holds; if not, the page is untouched.</returns>
    /// <exception cref="ArgumentException">The page is not 4096 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The decoder was disposed and a Zstandard payload came.</exception>
    public bool TryDecode(PageEncoding encoding, ReadOnlySpan<byte> payload, Span<byte> page)
    {
        PageEdge.ThrowIfNotPage(page, nameof(page));
        return encoding switch
        {
            PageEncoding.Raw => payload.Length == Page.Size && payload.TryCopyTo(page),
            PageEncoding.Zero => TryClear(payload, page),
            PageEncoding.SameFilled => TryFill(payload, page),
            PageEncoding.Delta => Xbzrle.TryApply(payload, page),
            PageEncoding.Lz4 => _lz4.TryDecompress(payload, _scratch) && Accept(page),
            PageEncoding.Zstandard => _zstandard.TryDecompress(payload, _scratch) && Accept(page),
            PageEncoding.Reference => TryResolve(payload) && Accept(page),
            _ => false,
        };
    }

    /// <summary>Frees the contexts of the decompressors.</summary>
    public void Dispose() => _zstandard.Dispose();

    private static bool TryClear(ReadOnlySpan<byte> payload, Span<byte> page)
    {
        if (!payload.IsEmpty)
        {
            return false;
        }

        page.Clear();
        return true;
    }

    private static bool TryFill(ReadOnlySpan<byte> payload, Span<byte> page)
    {
        if (payload.Length != PageContent.PatternSize)
        {
            return false;
        }

        PageContent.Fill(page, BinaryPrimitives.ReadUInt64LittleEndian(payload));
        return true;
    }

    // The fingerprint is that of our copy, so a page that changes meanwhile cannot slip through.
    private bool TryResolve(ReadOnlySpan<byte> payload) =>
        _references is not null
        && PageReference.TryRead(payload, out PageReference reference)
        && _references.TryResolve(reference, _scratch)
        && reference.Matches(_scratch, _fingerprintSeed);

    private bool Accept(Span<byte> page) => _scratch.AsSpan().TryCopyTo(page);
}
