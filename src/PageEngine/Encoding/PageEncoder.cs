using System.Buffers.Binary;

namespace PageEngine;

/// <summary>Writes pages in the cheapest of the forms that are allowed.</summary>
/// <remarks>
/// <para>
/// The forms are tried in the order zero, same-filled, reference, delta, compressed, raw, and the first that fits is
/// taken: each is cheaper than the ones behind it, for the wire and for both processors.
/// </para>
/// <para>
/// The page must not change during a call. Of a page that a guest may write, encode a snapshot, and keep that snapshot
/// as the old version for the next delta, whatever form it went in: it is what the other side has then.
/// </para>
/// <para>An instance is for one thread at a time (its compressor may be) and allocates nothing for a page.</para>
/// </remarks>
public sealed class PageEncoder
{
    /// <summary>The bytes that a payload needs at most: a raw page, 4096.</summary>
    public const int MaxPayloadSize = Page.Size;

    private readonly PageEncoderOptions _options;

    /// <summary>Makes an encoder.</summary>
    /// <param name="options">The techniques to use; all but compression if null.</param>
    public PageEncoder(PageEncoderOptions? options = null) => _options = options ?? new PageEncoderOptions();

    /// <summary>Writes a page that the other side does not hold elsewhere.</summary>
    /// <param name="page">The page: 4096 bytes.</param>
    /// <param name="previous">The page as the other side has it, for a delta; empty if that is not known.</param>
    /// <param name="payload">Room for at least <see cref="MaxPayloadSize"/> bytes that overlaps neither page.</param>
    /// <param name="written">The bytes of the payload.</param>
    /// <returns>The form that was taken.</returns>
    /// <exception cref="ArgumentException">
    /// The page, or an old version that is not empty, is not 4096 bytes; or the room is too small.
    /// </exception>
    public PageEncoding Encode(
        ReadOnlySpan<byte> page, ReadOnlySpan<byte> previous, Span<byte> payload, out int written)
    {
        ThrowIfInvalid(page, previous, payload);
        return TryEncodeFilled(page, payload, out written) is { } filled
            ? filled
            : EncodeContent(page, previous, payload, out written);
    }

    /// <summary>Writes a page of which the caller knows that the other side holds the same content elsewhere.</summary>
    /// <remarks>The caller has compared the bytes; equal fingerprints are not enough.</remarks>
    /// <param name="page">The page: 4096 bytes.</param>
    /// <param name="previous">The page as the other side has it, for a delta; empty if that is not known.</param>
    /// <param name="held">Where the other side holds these bytes, with their fingerprint.</param>
    /// <param name="payload">Room for at least <see cref="MaxPayloadSize"/> bytes that overlaps neither page.</param>
    /// <param name="written">The bytes of the payload.</param>
    /// <returns>The form that was taken.</returns>
    /// <exception cref="ArgumentException">
    /// The page, or an old version that is not empty, is not 4096 bytes; or the room is too small.
    /// </exception>
    public PageEncoding Encode(
        ReadOnlySpan<byte> page, ReadOnlySpan<byte> previous, PageReference held, Span<byte> payload, out int written)
    {
        ThrowIfInvalid(page, previous, payload);
        if (TryEncodeFilled(page, payload, out written) is { } filled)
        {
            return filled;
        }

        if (!_options.UseReference)
        {
            return EncodeContent(page, previous, payload, out written);
        }

        held.Write(payload);
        written = PageReference.Size;
        return PageEncoding.Reference;
    }

    private PageEncoding? TryEncodeFilled(ReadOnlySpan<byte> page, Span<byte> payload, out int written)
    {
        written = 0;
        if (!PageContent.TryGetPattern(page, out ulong pattern))
        {
            return null;
        }

        if (pattern == 0 && _options.UseZero)
        {
            return PageEncoding.Zero;
        }

        if (!_options.UseSameFilled)
        {
            return null;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(payload, pattern);
        written = PageContent.PatternSize;
        return PageEncoding.SameFilled;
    }

    private PageEncoding EncodeContent(
        ReadOnlySpan<byte> page, ReadOnlySpan<byte> previous, Span<byte> payload, out int written)
    {
        Span<byte> worthwhile = payload[..(Page.Size - _options.MinSaving)];
        if (_options.UseDelta && !previous.IsEmpty && Xbzrle.TryEncode(previous, page, worthwhile, out written))
        {
            return PageEncoding.Delta;
        }

        if (_options.Compressor is { } compressor && compressor.TryCompress(page, worthwhile, out written))
        {
            return compressor.Kind;
        }

        page.CopyTo(payload);
        written = Page.Size;
        return PageEncoding.Raw;
    }

    private static void ThrowIfInvalid(ReadOnlySpan<byte> page, ReadOnlySpan<byte> previous, Span<byte> payload)
    {
        PageEdge.ThrowIfNotPage(page, nameof(page));
        if (!previous.IsEmpty)
        {
            PageEdge.ThrowIfNotPage(previous, nameof(previous));
        }

        if (payload.Length < MaxPayloadSize)
        {
            throw new ArgumentException($"A payload may take {MaxPayloadSize} bytes.", nameof(payload));
        }
    }
}
