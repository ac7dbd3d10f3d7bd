namespace PageEngine;

/// <summary>The backing store of a byte host: a page of bytes a slot.</summary>
internal sealed partial class ByteBackingStore : BackingStore
{
    private readonly ByteFrameStore _frames;
    private readonly NativeArena<byte> _bytes;

    internal ByteBackingStore(PageHost host, ByteFrameStore frames, uint slotCount)
        : base(host, slotCount)
    {
        _frames = frames;
        _bytes = new NativeArena<byte>((ulong)slotCount << Page.Shift, frames.Allocator);
    }

    internal override void CopyFromFrame(uint frame, uint slot) => _frames.Bytes(frame).CopyTo(Bytes(slot));

    internal override void CopyToFrame(uint slot, uint frame) => Bytes(slot).CopyTo(_frames.Bytes(frame));

    private protected override void ReadPage(uint slot, Span<byte> page) => Bytes(slot).CopyTo(page);

    private protected override void WritePage(uint slot, ReadOnlySpan<byte> page) => page.CopyTo(Bytes(slot));

    private protected override void WriteToken(uint slot, PageToken token) => token.Expand(Bytes(slot));

    private protected override bool TryGetTokenOf(uint slot, out PageToken token) =>
        PageToken.TryRecognize(Bytes(slot), out token);

    private protected override void Forget(uint slot)
    {
    }

    private protected override void ReleaseContents() => _bytes.Dispose();

    private Span<byte> Bytes(uint slot) => _bytes.Slice((ulong)slot << Page.Shift, Page.Size);
}
