namespace PageEngine;

/// <summary>The backing store of a token host: a token a slot, over the literal pages of the host's frames.</summary>
internal sealed partial class TokenBackingStore : BackingStore
{
    private readonly TokenFrameStore _frames;
    private readonly TokenPages _slots;

    internal TokenBackingStore(PageHost host, TokenFrameStore frames, uint slotCount)
        : base(host, slotCount)
    {
        _frames = frames;
        _slots = new TokenPages(slotCount, frames.Pages.Literals, frames.Allocator);
    }

    internal override void CopyFromFrame(uint frame, uint slot) => _slots.Copy(_frames.Pages, frame, slot);

    internal override void CopyToFrame(uint slot, uint frame) => _frames.Pages.Copy(_slots, slot, frame);

    internal override void CountLiterals(Span<ulong> counts) => _slots.CountLiterals(FirstNeverUsed, counts);

    private protected override void ReadPage(uint slot, Span<byte> page) => _slots.Read(slot, offset: 0, page);

    private protected override void WritePage(uint slot, ReadOnlySpan<byte> page) =>
        _slots.Write(slot, offset: 0, page);

    private protected override void WriteToken(uint slot, PageToken token) => _slots.WriteToken(slot, token);

    private protected override bool TryGetTokenOf(uint slot, out PageToken token) =>
        _slots.TryGetToken(slot, out token);

    private protected override void Forget(uint slot) => _slots.Clear(slot);

    private protected override void ReleaseContents() => _slots.Dispose();
}
