namespace PageEngine.Linux;

/// <summary>The pages of a <see cref="MappedGuestMemory"/> for readers of any memory: archives, scans, comparisons.</summary>
/// <remarks>
/// The owner may go on writing: a page that is read is of the moment of its reading. Thread-safe; allocates nothing.
/// Disposing of it leaves the memory alone.
/// </remarks>
/// <param name="memory">The memory, which must live as long as this.</param>
public sealed class MappedPages(MappedGuestMemory memory) : PageSource
{
    /// <inheritdoc/>
    public override ulong PageCount => memory.PageCount;

    /// <inheritdoc/>
    public override int Read(ulong firstPage, Span<byte> destination)
    {
        memory.Read(new GuestFrameNumber(firstPage), destination);
        return destination.Length >> Page.Shift;
    }
}
