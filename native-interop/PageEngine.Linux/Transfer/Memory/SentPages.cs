using System.Diagnostics;
using System.Numerics;

namespace PageEngine.Linux;

/// <summary>Pages as they were sent: what the other side has, whatever the guest has written since.</summary>
/// <remarks>
/// <para>
/// A page has one place, page number modulo places, and the last one sent keeps it. Deltas are made against the copy
/// here. A reference is given to a page whose copy here has the same bytes, so it holds although both pages may change.
/// </para>
/// <para>
/// A page costs 4096 bytes, 8 for its number and, with references, 4 for finding it. For one thread at a time.
/// </para>
/// </remarks>
internal sealed class SentPages
{
    private const int ChunkPages = 256;
    private const ulong NoPage = ulong.MaxValue;
    private const int MaxPlaces = 1 << 24;

    private readonly ulong[] _pages;
    private readonly byte[]?[] _chunks;
    private readonly int[]? _byFingerprint;
    private readonly long _seed;

    /// <param name="cache">The memory for copies; a page at least is kept.</param>
    /// <param name="pageCount">The pages of the guest: more places are never needed.</param>
    /// <param name="findsEqual">Whether references are wanted.</param>
    /// <param name="seed">The seed of fingerprints in references.</param>
    internal SentPages(ByteSize cache, ulong pageCount, bool findsEqual, long seed)
    {
        Debug.Assert(pageCount > 0, "a guest has memory");
        int places = (int)Math.Clamp(cache.Bytes / Page.Size, 1, Math.Min(pageCount, MaxPlaces));
        _pages = new ulong[places];
        Array.Fill(_pages, NoPage);
        _chunks = new byte[(places + ChunkPages - 1) / ChunkPages][];
        _byFingerprint = findsEqual ? new int[BitOperations.RoundUpToPowerOf2((uint)places)] : null;
        _seed = seed;
    }

    /// <summary>The page as it was sent last; empty if that is not known any more.</summary>
    internal ReadOnlySpan<byte> Find(GuestFrameNumber page)
    {
        int place = PlaceOf(page);
        return _pages[place] == page.Value ? CopyAt(place) : [];
    }

    /// <summary>Finds another page that was sent with the same bytes and not with others since.</summary>
    /// <param name="page">The page that is to be sent.</param>
    /// <param name="reference">
    /// Its reference to the other page; or to itself, to be kept with <see cref="Keep"/>.
    /// </param>
    /// <param name="content">Its bytes.</param>
    internal bool TryFindEqual(GuestFrameNumber page, ReadOnlySpan<byte> content, out PageReference reference)
    {
        Debug.Assert(_byFingerprint is not null, "references were asked for");
        reference = PageReference.To(0, page, content, _seed);
        int place = _byFingerprint[(int)reference.Fingerprint & (_byFingerprint.Length - 1)] - 1;
        if (place < 0 || _pages[place] == NoPage || !content.SequenceEqual(CopyAt(place)))
        {
            return false;
        }

        reference = reference with { GuestFrame = new GuestFrameNumber(_pages[place]) };
        return true;
    }

    /// <summary>Keeps a page as it was sent, in whatever form.</summary>
    /// <param name="page">The page.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="fingerprint">That of the bytes, if <see cref="TryFindEqual"/> was asked.</param>
    internal void Keep(GuestFrameNumber page, ReadOnlySpan<byte> content, ulong fingerprint)
    {
        int place = PlaceOf(page);
        _pages[place] = page.Value;
        content.CopyTo(CopyAt(place));
        if (_byFingerprint is not null)
        {
            _byFingerprint[(int)fingerprint & (_byFingerprint.Length - 1)] = place + 1;
        }
    }

    private int PlaceOf(GuestFrameNumber page) => (int)(page.Value % (ulong)_pages.Length);

    private Span<byte> CopyAt(int place)
    {
        byte[] chunk = _chunks[place / ChunkPages] ??= new byte[ChunkPages * Page.Size];
        return chunk.AsSpan(place % ChunkPages * Page.Size, Page.Size);
    }
}
