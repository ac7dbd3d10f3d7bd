using BenchmarkDotNet.Attributes;
using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Areas;

/// <summary>The first scan of 64 MiB of which half has duplicates, until everything is shared.</summary>
/// <remarks>
/// The naive twin is what one writes first: a dictionary from the fingerprint to a list of the pages that have it, and
/// a compare with each of them.
/// </remarks>
[MemoryDiagnoser]
public class ColdScanBenchmarks
{
    private const int PageCount = 16384;
    private PageMixture _mixture = null!;
    private PageMemory _memory = null!;
    private PageHost _host = null!;

    [GlobalSetup]
    public void Setup()
    {
        _mixture = new PageMixture(PageCount, seed: 1);
        _memory = PageMemory.Of(_mixture);
    }

    [GlobalCleanup]
    public void Cleanup() => _memory.Dispose();

    [IterationSetup(Targets = [nameof(Dictionary_of_lists), nameof(Scan)])]
    public void MakeHost() => _host = BenchHost.Of(_memory, BenchHost.AtFirstSight);

    [IterationSetup(Target = nameof(Scan_with_two_workers))]
    public void MakeHostWithTwoWorkers() => _host = BenchHost.Of(_memory, BenchHost.AtFirstSight, workers: 2);

    [IterationCleanup]
    public void DisposeHost() => _host.Dispose();

    [Benchmark(Baseline = true)]
    public int Dictionary_of_lists()
    {
        int freeable = 0;
        var pagesOf = new Dictionary<ulong, List<int>>();
        for (int page = 0; page < PageCount; page++)
        {
            ReadOnlySpan<byte> bytes = _memory[page];
            ulong fingerprint = PageFingerprint.Compute(bytes, 0);
            if (!pagesOf.TryGetValue(fingerprint, out List<int>? pages))
                pagesOf.Add(fingerprint, pages = []);
            bool found = false;
            for (int i = 0; !found && i < pages.Count; i++)
                found = bytes.SequenceEqual(_memory[pages[i]]);
            if (found)
                freeable++;
            else
                pages.Add(page);
        }

        return Checked(freeable);
    }

    [Benchmark]
    public int Scan() => Checked((int)_host.Sharer.ScanOnce().PagesSharing);

    [Benchmark]
    public int Scan_with_two_workers() => Checked((int)_host.Sharer.ScanOnce(workers: 2).PagesSharing);

    private int Checked(int freeable) => freeable == _mixture.FreeablePages
        ? freeable
        : throw new WrongResultException($"{freeable} pages were found equal, of {_mixture.FreeablePages}");
}
