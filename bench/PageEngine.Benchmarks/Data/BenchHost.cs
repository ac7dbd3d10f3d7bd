using System.Runtime.InteropServices;

namespace PageEngine.Benchmarks.Data;

/// <summary>Hosts of one guest whose memory holds given bytes, all of them due for the sharer.</summary>
internal static class BenchHost
{
    private const int PagesPerWrite = 256;

    /// <summary>Merging at first sight: nothing writes while a benchmark scans.</summary>
    internal static SharingOptions AtFirstSight { get; } = new() { CleanScans = 0 };

    internal static PageHost Load(string path, ArenaAllocator allocator, SharingOptions sharing, int workers = 1)
    {
        using FileStream file = File.OpenRead(path);
        ulong pages = (ulong)file.Length / Page.Size;
        PageHost host = Empty(pages, allocator, sharing, workers);
        byte[] batch = new byte[PagesPerWrite * Page.Size];
        for (ulong page = 0; page < pages; page += PagesPerWrite)
        {
            Span<byte> bytes = batch.AsSpan(0, (int)Math.Min(PagesPerWrite, pages - page) * Page.Size);
            file.ReadExactly(bytes);
            host.Guests[0].Write(page * Page.Size, bytes);
        }

        return host;
    }

    internal static PageHost Of(
        PageMemory memory, SharingOptions sharing, ArenaAllocator? allocator = null, int workers = 1)
    {
        PageHost host = Empty((ulong)memory.PageCount, allocator ?? ArenaAllocator.Default, sharing, workers);
        for (int page = 0; page < memory.PageCount; page++)
            host.Guests[0].Write((ulong)page * Page.Size, memory[page]);
        return host;
    }

    /// <summary>Writes a word that nobody else has into every hundredth page, in each round into other pages.</summary>
    /// <returns>The pages written.</returns>
    internal static int WriteOnePercent(GuestMemory guest, ulong round)
    {
        int written = 0;
        Span<ulong> word = stackalloc ulong[1];
        for (ulong page = round % 100; page < guest.PageCount; page += 100, written++)
        {
            word[0] = (round << 32) + page + 1;
            guest.Write((page * Page.Size) + 64, MemoryMarshal.AsBytes(word));
        }

        return written;
    }

    private static PageHost Empty(ulong pages, ArenaAllocator allocator, SharingOptions sharing, int workers)
    {
        ByteSize size = ByteSize.FromPages(pages);
        var host = new PageHost(new ByteFrameStore(size, new() { Allocator = allocator }), sharing);
        host.AddGuest("bench", size);
        host.Sharer.Scan(0, workers); // starts the workers; there is nothing to visit yet
        return host;
    }
}
