using BenchmarkDotNet.Attributes;
using Microsoft.Win32.SafeHandles;
using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Areas;

/// <summary>Checkpoints of 64 MiB of memory: making, making again after 1 % changed, reading back.</summary>
/// <remarks>The naive twin writes a full copy. Files are in memory where the system has a place for that.</remarks>
[MemoryDiagnoser]
public class ArchiveBenchmarks
{
    private const int PageCount = 16384;

    private PageMemory _memory = null!;
    private BenchPages _source = null!;
    private ArchiveFiles _files = null!;
    private ArchiveFiles _kept = null!;

    [Params("none", "lz4")]
    public string Compression { get; set; } = "none";

    [GlobalSetup]
    public void Setup()
    {
        _memory = PageMemory.Of(new PageMixture(PageCount, seed: 1));
        _source = new BenchPages(_memory);
        _files = new ArchiveFiles();
        _kept = new ArchiveFiles(onDisk: true);
        _kept.Create(_source, ArchiveFiles.Options(Compression, 1));
        for (int page = 0; page < PageCount; page += 100)
            _memory[page].Reverse();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _files.Dispose();
        _kept.Dispose();
        _memory.Dispose();
    }

    [Benchmark(Baseline = true)]
    public long Full_copy()
    {
        using SafeFileHandle file = File.OpenHandle(_files.PathOf("copy.raw"), FileMode.Create, FileAccess.Write);
        for (int page = 0; page < PageCount; page += 256)
            RandomAccess.Write(file, _memory.Slice(page, 256), (long)page * Page.Size);
        RandomAccess.FlushToDisk(file);
        return RandomAccess.GetLength(file);
    }

    [Benchmark]
    public ulong Create() => _files.Create(_source, ArchiveFiles.Options(Compression, 1)).NewContents;

    [Benchmark]
    public ulong Create_with_two_workers() =>
        _files.Create(_source, ArchiveFiles.Options(Compression, 2)).NewContents;

    [Benchmark]
    public ulong Create_again_after_1_percent_changed()
    {
        File.Copy(_kept.PathOf("a.pea"), _files.PathOf("a.pea"), overwrite: true);
        return _files.Append(_source, ArchiveFiles.Options(Compression, 1)).NewContents;
    }

    [Benchmark]
    public ulong Read_in_place() => _kept.Read();

    [Benchmark]
    public ulong Restore_to_a_file() => _kept.Restore(workers: 1);
}
