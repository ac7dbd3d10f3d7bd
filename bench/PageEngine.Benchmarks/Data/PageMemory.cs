namespace PageEngine.Benchmarks.Data;

/// <summary>Pages in native memory, as a benchmark reads them.</summary>
internal sealed class PageMemory : IDisposable
{
    private readonly NativeArena<byte> _arena;

    internal PageMemory(int pageCount)
    {
        PageCount = pageCount;
        _arena = new NativeArena<byte>((ulong)pageCount * Page.Size, ArenaAllocator.Default);
    }

    internal int PageCount { get; }

    internal long ByteCount => (long)PageCount * Page.Size;

    internal static PageMemory Of(PageMixture mixture)
    {
        var memory = new PageMemory(mixture.PageCount);
        for (int page = 0; page < mixture.PageCount; page++)
            mixture.Fill(page, memory[page]);
        return memory;
    }

    internal static PageMemory Load(string path)
    {
        using FileStream file = File.OpenRead(path);
        var memory = new PageMemory(checked((int)(file.Length / Page.Size)));
        for (int page = 0; page < memory.PageCount; page += 256)
            file.ReadExactly(memory.Slice(page, Math.Min(256, memory.PageCount - page)));
        return memory;
    }

    internal Span<byte> this[int page] => Slice(page, 1);

    internal Span<byte> Slice(int firstPage, int pageCount) =>
        _arena.Slice((ulong)firstPage * Page.Size, pageCount * Page.Size);

    public void Dispose() => _arena.Dispose();
}
