using BenchmarkDotNet.Attributes;
using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Areas;

/// <summary>The fingerprint of a page, for each page of 64 MiB: more than the caches hold.</summary>
/// <remarks>The naive twin is what a first version would do: a multiply and an xor for each byte (FNV-1a).</remarks>
[MemoryDiagnoser]
public class FingerprintBenchmarks
{
    private const int PageCount = 16384;
    private PageMemory _memory = null!;

    [GlobalSetup]
    public void Setup() => _memory = PageMemory.Of(new PageMixture(PageCount, seed: 1));

    [GlobalCleanup]
    public void Cleanup() => _memory.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = PageCount)]
    public ulong Byte_by_byte()
    {
        ulong all = 0;
        for (int page = 0; page < PageCount; page++)
            all ^= NaiveHash(_memory[page]);
        return all;
    }

    [Benchmark(OperationsPerInvoke = PageCount)]
    public ulong Fingerprint()
    {
        ulong all = 0;
        for (int page = 0; page < PageCount; page++)
            all ^= PageFingerprint.Compute(_memory[page], 0);
        return all;
    }

    [Benchmark(OperationsPerInvoke = PageCount)]
    public ulong Read_loop()
    {
        ulong all = 0;
        for (int page = 0; page < PageCount; page++)
            all ^= ReadLoop.Run(_memory[page]);
        return all;
    }

    internal static ulong NaiveHash(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in bytes)
            hash = (hash ^ value) * 1099511628211;
        return hash;
    }
}
