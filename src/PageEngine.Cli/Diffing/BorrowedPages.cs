namespace PageEngine.Cli.Diffing;

/// <summary>The pages of a source that stays open when the store over it is disposed of.</summary>
internal sealed class BorrowedPages(PageSource pages) : PageSource
{
    /// <inheritdoc/>
    public override ulong PageCount { get; } = pages.PageCount;

    /// <inheritdoc/>
    public override int Read(ulong firstPage, Span<byte> destination) => pages.Read(firstPage, destination);

    /// <inheritdoc/>
    public override bool IsKnownZero(ulong firstPage, out ulong runLength) => pages.IsKnownZero(firstPage, out runLength);
}
