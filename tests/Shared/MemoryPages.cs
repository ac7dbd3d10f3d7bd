namespace PageEngine.TestSupport;

/// <summary>Pages in memory; some may be lost or known to be zero, and the whole may fail from a page on.</summary>
internal sealed class MemoryPages(byte[][] pages) : PageSource
{
    private readonly object _gate = new();

    internal HashSet<ulong> Lost { get; } = [];

    internal ulong FailsFrom { get; set; } = ulong.MaxValue;

    internal bool ZerosAreKnown { get; init; }

    /// <summary>The pages that were read, in the order of reading.</summary>
    internal List<ulong> PagesRead { get; } = [];

    public override ulong PageCount => (ulong)pages.Length;

    /// <summary>Pages that tokens name.</summary>
    internal static byte[][] Of(params ulong[] tokens) => [.. tokens.Select(token =>
    {
        byte[] page = new byte[Page.Size];
        new PageToken(token).Expand(page);
        return page;
    })];

    public override int Read(ulong firstPage, Span<byte> destination)
    {
        int count = destination.Length / Page.Size;
        for (int i = 0; i < count; i++)
        {
            ulong page = firstPage + (ulong)i;
            if (page >= FailsFrom)
            {
                throw new PageSourceException("broken.raw: reading failed at byte 4096: Input/output error");
            }

            if (Lost.Contains(page))
            {
                return i;
            }

            lock (_gate)
            {
                PagesRead.Add(page);
            }

            pages[page].CopyTo(destination[(i * Page.Size)..]);
        }

        return count;
    }

    public override bool IsKnownZero(ulong firstPage, out ulong runLength)
    {
        runLength = 1;
        return ZerosAreKnown && PageContent.IsZero(pages[firstPage]);
    }
}
