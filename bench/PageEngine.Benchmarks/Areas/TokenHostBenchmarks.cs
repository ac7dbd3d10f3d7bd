using BenchmarkDotNet.Attributes;
using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Areas;

/// <summary>The first pass over four guests of 1 GiB whose pages are tokens, half of them common to all.</summary>
/// <remarks>The naive twin groups the tokens in a dictionary and keeps nothing that a later write could use.</remarks>
[MemoryDiagnoser]
public class TokenHostBenchmarks
{
    private const int Guests = 4;
    private const int PagesPerGuest = 1 << 18;
    private readonly ulong[] _tokens = new ulong[Guests * PagesPerGuest];
    private PageHost _host = null!;

    [GlobalSetup]
    public void Setup()
    {
        var random = new SplitMix64(9);
        for (int i = 0; i < _tokens.Length; i++)
            _tokens[i] = (i & 1) == 0 ? 1 + random.Below(PagesPerGuest / 2) : (1ul << 32) + (ulong)i;
    }

    [IterationSetup]
    public void MakeHost()
    {
        ByteSize size = ByteSize.FromPages(PagesPerGuest);
        _host = new PageHost(
            new TokenFrameStore(ByteSize.FromPages(Guests * PagesPerGuest)), new SharingOptions { CleanScans = 0 });
        for (int guest = 0; guest < Guests; guest++)
        {
            GuestMemory memory = _host.AddGuest($"guest {guest}", size);
            for (int page = 0; page < PagesPerGuest; page++)
                memory.Write(new GuestFrameNumber((ulong)page), new PageToken(_tokens[(guest * PagesPerGuest) + page]));
        }
    }

    [IterationCleanup]
    public void DisposeHost() => _host.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = Guests * PagesPerGuest)]
    public int Dictionary_of_tokens()
    {
        var pagesOf = new Dictionary<ulong, List<int>>();
        for (int page = 0; page < _tokens.Length; page++)
        {
            if (!pagesOf.TryGetValue(_tokens[page], out List<int>? pages))
                pagesOf.Add(_tokens[page], pages = []);
            pages.Add(page);
        }

        return _tokens.Length - pagesOf.Count;
    }

    [Benchmark(OperationsPerInvoke = Guests * PagesPerGuest)]
    public SharingReport Scan() => _host.Sharer.ScanOnce();
}
