namespace PageEngine;

/// <summary>Frames of real bytes in one page-aligned native arena.</summary>
public sealed class ByteFrameStore : FrameStore
{
    // How far the compare loop looks ahead, and how much of a page it asks for: the processor's own prefetcher does the
    // rest once the page is being read, but does not cross into it.
    private const int PrefetchPairs = 2;
    private const int PrefetchBytes = Page.Size / 4;

    private readonly NativeArena<byte> _bytes;

    /// <summary>Makes a store; memory is taken from the system only as frames are touched.</summary>
    /// <param name="capacity">The memory of the host; a part that is no whole page is not used.</param>
    /// <param name="options">The layout; one NUMA node when left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one page or more than 2³² − 2 frames.</exception>
    /// <exception cref="OutOfMemoryException">The process cannot reserve that much.</exception>
    public ByteFrameStore(ByteSize capacity, FrameStoreOptions? options = null)
        : base(capacity.Pages, options ?? new FrameStoreOptions()) =>
        _bytes = new NativeArena<byte>((ulong)FrameCount << Page.Shift, Allocator);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _bytes.Dispose();
        }

        base.Dispose(disposing);
    }

    internal override void Fingerprint(ReadOnlySpan<uint> frames, ulong seed, Span<ulong> fingerprints, Span<bool> isZero)
    {
        ulong ofZeros = PageFingerprint.OfZeroPage(seed);
        for (int i = 0; i < frames.Length; i++)
        {
            ReadOnlySpan<byte> page = Bytes(frames[i]);
            ulong fingerprint = PageFingerprint.Compute(page, seed);
            fingerprints[i] = fingerprint;
            isZero[i] = fingerprint == ofZeros && PageContent.IsZero(page);
        }
    }

    internal override void Compare(ReadOnlySpan<uint> left, ReadOnlySpan<uint> right, Span<bool> equal)
    {
        for (int i = 0; i < left.Length; i++)
        {
            if (i + PrefetchPairs < left.Length)
            {
                _bytes.Prefetch((ulong)left[i + PrefetchPairs] << Page.Shift, PrefetchBytes);
            }

            equal[i] = Bytes(left[i]).SequenceEqual(Bytes(right[i]));
        }
    }

    internal override void Read(uint frame, int offset, Span<byte> destination) =>
        Bytes(frame).Slice(offset, destination.Length).CopyTo(destination);

    internal override void Write(uint frame, int offset, ReadOnlySpan<byte> bytes) => bytes.CopyTo(Bytes(frame)[offset..]);

    internal override void WriteToken(uint frame, PageToken token) => token.Expand(Bytes(frame));

    internal override void Copy(uint source, uint destination) => Bytes(source).CopyTo(Bytes(destination));

    internal override void Clear(uint frame) => Bytes(frame).Clear();

    internal Span<byte> Bytes(uint frame) => _bytes.Slice((ulong)frame << Page.Shift, Page.Size);
}
