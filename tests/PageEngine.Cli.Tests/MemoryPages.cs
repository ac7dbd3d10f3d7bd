namespace PageEngine.Cli.Tests;

/// <summary>Pages in memory; some may be lost, and the whole may fail from a page on.</summary>
internal sealed class MemoryPages(byte[][] pages) : PageSource
{
    internal HashSet<ulong> Lost { get; } = [];

    internal ulong FailsFrom { get; init; } = ulong.MaxValue;

    public override ulong PageCount => (ulong)pages.Length;

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

            pages[page].CopyTo(destination[(i * Page.Size)..]);
        }

        return count;
    }
}
