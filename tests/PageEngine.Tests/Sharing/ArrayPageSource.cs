namespace PageEngine.Tests.Sharing;

/// <summary>Pages in memory, some of which may be lost or known to be zero.</summary>
internal sealed class ArrayPageSource(byte[][] pages) : PageSource
{
    internal HashSet<ulong> Lost { get; } = [];

    public override ulong PageCount => (ulong)pages.Length;

    public override int Read(ulong firstPage, Span<byte> destination)
    {
        int count = destination.Length / Page.Size;
        for (int i = 0; i < count; i++)
        {
            if (Lost.Contains(firstPage + (ulong)i))
            {
                return i;
            }

            pages[firstPage + (ulong)i].CopyTo(destination[(i * Page.Size)..]);
        }

        return count;
    }
}
