namespace PageEngine;

/// <summary>Frames that hold a 64-bit token each; the bytes of a page are made on demand.</summary>
/// <remarks>
/// <para>Eight bytes a frame: hosts of terabytes run on a laptop. Two frames hold the same bytes exactly when their
/// tokens are equal, so a compare costs one word.</para>
/// <para>Bytes may be written too: a page whose bytes no caller's token names is kept once in a table of literal pages,
/// with a token from the upper half of the values, for as long as a frame holds it.</para>
/// </remarks>
public sealed partial class TokenFrameStore : FrameStore
{
    /// <summary>Makes a store; memory is taken from the system only as frames are touched.</summary>
    /// <param name="capacity">The memory of the host; a part that is no whole page is not used.</param>
    /// <param name="options">The layout; one NUMA node when left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one page or more than 2³² − 2 frames.</exception>
    /// <exception cref="OutOfMemoryException">The process cannot reserve that much.</exception>
    public TokenFrameStore(ByteSize capacity, FrameStoreOptions? options = null)
        : base(capacity.Pages, options ?? new FrameStoreOptions()) =>
        Pages = new TokenPages(FrameCount, new LiteralPages(), Allocator);

    /// <summary>
    /// The number of distinct pages, in frames and in the host's backing stores, that are kept as bytes because no token
    /// names them.
    /// </summary>
    public int LiteralPageCount => Pages.Literals.Count;

    /// <summary>Tokens are small and quick to compare, so workers take many at a time.</summary>
    internal override int PagesPerScanWindow => 16_384;

    internal TokenPages Pages { get; }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Pages.Dispose();
        }

        base.Dispose(disposing);
    }

    internal override void Fingerprint(ReadOnlySpan<uint> frames, ulong seed, Span<ulong> fingerprints, Span<bool> isZero)
    {
        NativeArena<ulong> tokens = Pages.Tokens;
        for (int i = 0; i < frames.Length; i++)
        {
            ulong token = tokens[frames[i]];
            fingerprints[i] = Mixing.Finalize(token ^ seed);
            isZero[i] = token == PageToken.Zero.Value;
        }
    }

    internal override void Compare(ReadOnlySpan<uint> left, ReadOnlySpan<uint> right, Span<bool> equal)
    {
        // The left pages were met earlier and lie anywhere; asking for all of them first hides the way to memory.
        NativeArena<ulong> tokens = Pages.Tokens;
        foreach (uint frame in left)
        {
            tokens.Prefetch(frame);
        }

        for (int i = 0; i < left.Length; i++)
        {
            equal[i] = tokens[left[i]] == tokens[right[i]];
        }
    }

    internal override void PrefetchContent(uint frame) => Pages.Tokens.Prefetch(frame);

    internal override void Read(uint frame, int offset, Span<byte> destination) => Pages.Read(frame, offset, destination);

    internal override void Write(uint frame, int offset, ReadOnlySpan<byte> bytes) => Pages.Write(frame, offset, bytes);

    internal override void WriteToken(uint frame, PageToken token) => Pages.WriteToken(frame, token);

    internal override bool TryGetToken(uint frame, out PageToken token) => Pages.TryGetToken(frame, out token);

    internal override void Copy(uint source, uint destination) => Pages.Copy(Pages, source, destination);

    internal override void Clear(uint frame) => Pages.Clear(frame);

    internal override void Forget(uint frame) => Pages.Clear(frame);

    internal override BackingStore CreateBackingStore(PageHost host, uint slotCount) =>
        new TokenBackingStore(host, this, slotCount);
}
