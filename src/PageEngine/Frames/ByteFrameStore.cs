namespace PageEngine;

/// <summary>Frames of real bytes in one page-aligned native arena.</summary>
public sealed partial class ByteFrameStore : FrameStore
{
    // The processor's own prefetcher stops at the end of a page. Where pages come in no order, fingerprinting asks for the
    // whole of a page that comes soon: a third less time. In address order the processor does better alone.
    private const int PagesAhead = 2;

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
            PrefetchAhead(frames, i);
            ReadOnlySpan<byte> page = Bytes(frames[i]);
            ulong fingerprint = PageFingerprint.Compute(page, seed);
            fingerprints[i] = fingerprint;
            isZero[i] = fingerprint == ofZeros && PageContent.IsZero(page);
        }
    }

    internal override void Compare(ReadOnlySpan<uint> left, ReadOnlySpan<uint> right, Span<bool> equal)
    {
        int done = 0;
        for (; done + PageCompareKernel.Pairs <= left.Length; done += PageCompareKernel.Pairs)
        {
            PageCompareKernel.Compare(
                ref _bytes[0],
                left.Slice(done, PageCompareKernel.Pairs),
                right.Slice(done, PageCompareKernel.Pairs),
                equal.Slice(done, PageCompareKernel.Pairs));
        }

        for (; done < left.Length; done++)
        {
            equal[done] = Bytes(left[done]).SequenceEqual(Bytes(right[done]));
        }
    }

    internal override void Read(uint frame, int offset, Span<byte> destination) =>
        Bytes(frame).Slice(offset, destination.Length).CopyTo(destination);

    internal override void Write(uint frame, int offset, ReadOnlySpan<byte> bytes) => bytes.CopyTo(Bytes(frame)[offset..]);

    internal override void WriteToken(uint frame, PageToken token) => token.Expand(Bytes(frame));

    internal override bool TryGetToken(uint frame, out PageToken token) => PageToken.TryRecognize(Bytes(frame), out token);

    internal override void Copy(uint source, uint destination) => Bytes(source).CopyTo(Bytes(destination));

    internal override void Clear(uint frame) => Bytes(frame).Clear();

    internal override BackingStore CreateBackingStore(PageHost host, uint slotCount) =>
        new ByteBackingStore(host, this, slotCount);

    private void PrefetchAhead(ReadOnlySpan<uint> frames, int position)
    {
        int ahead = position + PagesAhead;
        if (ahead < frames.Length && frames[ahead] != frames[ahead - 1] + 1)
        {
            _bytes.PrefetchRun((ulong)frames[ahead] << Page.Shift, Page.Size);
        }
    }

    internal Span<byte> Bytes(uint frame) => _bytes.Slice((ulong)frame << Page.Shift, Page.Size);
}
