using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Allocations;

/// <summary>The hot operations.</summary>
internal static class AllocationProbes
{
    internal static IEnumerable<AllocationProbe> All() =>
        [
            .. MemoryProbes.All(), .. SharingProbes.All(), .. DirtyProbes.All(), .. EncodingProbes.All(),
            .. StreamProbes.All(), .. SimulationProbes.All(),
        ];

    /// <summary>A probe that does its operation for each of a number of pages.</summary>
    internal static AllocationProbe ForEach(string name, int pages, Action<int> operation) => new(
        name,
        pages,
        () =>
        {
            for (int page = 0; page < pages; page++)
                operation(page);
        });
}

/// <summary>Bytes in and out of a guest, and their fingerprints.</summary>
internal static class MemoryProbes
{
    private const int PageCount = 1024;

    internal static IEnumerable<AllocationProbe> All()
    {
        PageMemory memory = PageMemory.Of(new PageMixture(PageCount, seed: 2));
        PageHost host = BenchHost.Of(memory, BenchHost.AtFirstSight);
        GuestMemory guest = host.Guests[0];
        byte[] bytes = new byte[Page.Size];
        ulong all = 0;
        return
        [
            AllocationProbes.ForEach("fingerprint.page", PageCount, page =>
                all ^= PageFingerprint.Compute(memory[page], 0)),
            AllocationProbes.ForEach("guest.write", PageCount, page =>
                guest.Write((ulong)page * Page.Size, memory[page])),
            AllocationProbes.ForEach("guest.read", PageCount, page =>
                guest.Read((ulong)page * Page.Size, bytes)),
        ];
    }
}
