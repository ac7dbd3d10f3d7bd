namespace PageEngine.Benchmarks.Data;

/// <summary>Pages in memory as a source of pages.</summary>
internal sealed class BenchPages(PageMemory memory) : PageSource
{
    public override ulong PageCount => (ulong)memory.PageCount;

    public override int Read(ulong firstPage, Span<byte> destination)
    {
        int count = destination.Length >> Page.Shift;
        memory.Slice((int)firstPage, count).CopyTo(destination);
        return count;
    }
}
