namespace PageEngine.Tests;

/// <summary>A receiver that holds one page; the page may be changed behind the sender's back.</summary>
internal sealed class HeldPages(byte[] content) : IPageReferenceResolver
{
    internal const uint GuestId = 7;

    internal static GuestFrameNumber GuestFrame => new(0xabc);

    public bool TryResolve(PageReference reference, Span<byte> page) =>
        reference.GuestId == GuestId && reference.GuestFrame == GuestFrame && content.AsSpan().TryCopyTo(page);
}
