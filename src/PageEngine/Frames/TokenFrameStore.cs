namespace PageEngine;

/// <summary>Frames that hold a 64-bit token each; the bytes of a page are made on demand.</summary>
/// <remarks>
/// <para>Eight bytes a frame: hosts of terabytes run on a laptop. Two frames hold the same bytes exactly when their
/// tokens are equal, so a compare costs one word.</para>
/// <para>Bytes may be written too: a page whose bytes no caller's token names is kept once in a table of literal pages,
/// with a token from the upper half of the values, for as long as a frame holds it.</para>
/// </remarks>
public sealed class TokenFrameStore : FrameStore
{
    private readonly NativeArena<ulong> _tokens;
    private readonly LiteralPages _literals = new();
    private readonly byte[] _scratch = new byte[Page.Size];

    /// <summary>Makes a store; memory is taken from the system only as frames are touched.</summary>
    /// <param name="capacity">The memory of the host; a part that is no whole page is not used.</param>
    /// <param name="options">The layout; one NUMA node when left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one page or more than 2³² − 2 frames.</exception>
    /// <exception cref="OutOfMemoryException">The process cannot reserve that much.</exception>
    public TokenFrameStore(ByteSize capacity, FrameStoreOptions? options = null)
        : base(capacity.Pages, options ?? new FrameStoreOptions()) =>
        _tokens = new NativeArena<ulong>(FrameCount, Allocator);

    /// <summary>The number of distinct pages that are kept as bytes because no token names them.</summary>
    public int LiteralPageCount => _literals.Count;

    /// <summary>Tokens are small and quick to compare, so workers take many at a time.</summary>
    internal override int PagesPerScanWindow => 16_384;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _tokens.Dispose();
        }

        base.Dispose(disposing);
    }

    internal override void Fingerprint(ReadOnlySpan<uint> frames, ulong seed, Span<ulong> fingerprints, Span<bool> isZero)
    {
        for (int i = 0; i < frames.Length; i++)
        {
            ulong token = _tokens[frames[i]];
            fingerprints[i] = Mixing.Finalize(token ^ seed);
            isZero[i] = token == PageToken.Zero.Value;
        }
    }

    internal override void Compare(ReadOnlySpan<uint> left, ReadOnlySpan<uint> right, Span<bool> equal)
    {
        for (int i = 0; i < left.Length; i++)
        {
            equal[i] = _tokens[left[i]] == _tokens[right[i]];
        }
    }

    internal override void Read(uint frame, int offset, Span<byte> destination)
    {
        Span<byte> page = stackalloc byte[Page.Size];
        Expand(_tokens[frame], page);
        page.Slice(offset, destination.Length).CopyTo(destination);
    }

    internal override void Write(uint frame, int offset, ReadOnlySpan<byte> bytes)
    {
        Expand(_tokens[frame], _scratch);
        bytes.CopyTo(_scratch.AsSpan(offset));
        Replace(frame, PageToken.TryRecognize(_scratch, out PageToken token) ? token.Value : _literals.Add(_scratch));
    }

    internal override void WriteToken(uint frame, PageToken token) => Replace(frame, token.Value);

    internal override void Copy(uint source, uint destination)
    {
        ulong token = _tokens[source];
        if (LiteralPages.IsLiteral(token))
        {
            _literals.AddReference(token);
        }

        Replace(destination, token);
    }

    internal override void Clear(uint frame) => Replace(frame, 0);

    internal override void Forget(uint frame) => Replace(frame, 0);

    private void Expand(ulong token, Span<byte> page)
    {
        if (LiteralPages.IsLiteral(token))
        {
            _literals.BytesOf(token).CopyTo(page);
        }
        else
        {
            new PageToken(token).Expand(page);
        }
    }

    private void Replace(uint frame, ulong token)
    {
        ref ulong slot = ref _tokens[frame];
        if (LiteralPages.IsLiteral(slot))
        {
            _literals.Release(slot);
        }

        slot = token;
    }
}
