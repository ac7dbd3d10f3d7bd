using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Allocations;

/// <summary>The hot operations.</summary>
internal static class AllocationProbes
{
    private const int PageCount = 1024;

    internal static IEnumerable<AllocationProbe> All()
    {
        using PageMemory memory = PageMemory.Of(new PageMixture(PageCount, seed: 2));
        ulong all = 0;
        yield return new AllocationProbe("fingerprint.page", PageCount, () =>
        {
            for (int page = 0; page < PageCount; page++)
                all ^= PageFingerprint.Compute(memory[page], 0);
        });
        GC.KeepAlive(all);
    }
}
