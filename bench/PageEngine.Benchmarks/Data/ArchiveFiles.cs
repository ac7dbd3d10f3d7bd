using PageEngine.Images;

namespace PageEngine.Benchmarks.Data;

/// <summary>Archives that are written and read for a measurement, in a directory that is removed behind it.</summary>
internal sealed class ArchiveFiles : IDisposable
{
    private const string SharedMemory = "/dev/shm";
    private const int PagesPerRead = 256;

    private readonly string _directory;
    private readonly byte[] _buffer = new byte[PagesPerRead * Page.Size];

    /// <param name="onDisk">Whether the files are on a disk; else in memory where there is a place for that.</param>
    internal ArchiveFiles(bool onDisk = false)
    {
        string parent = !onDisk && Directory.Exists(SharedMemory) ? SharedMemory : Path.GetTempPath();
        _directory = Path.Combine(parent, $"pageengine-bench-{Environment.ProcessId}-{(onDisk ? "kept" : "archives")}");
        Directory.CreateDirectory(_directory);
    }

    internal string PathOf(string name) => Path.Combine(_directory, name);

    internal static MemoryArchiveWriterOptions Options(string compression, int workers) => new()
    {
        Seed = 1,
        Workers = workers,
        MakeCompressor = compression switch
        {
            "lz4" => static () => new Lz4PageCompressor(),
            "zstd" => static () => new ZstandardPageCompressor(),
            _ => null,
        },
    };

    /// <summary>Saves memory in a new archive.</summary>
    internal MemoryCheckpoint Create(PageSource source, MemoryArchiveWriterOptions options)
    {
        File.Delete(PathOf("a.pea"));
        return Append(source, options);
    }

    /// <summary>Saves memory in the archive that is there, by fingerprints.</summary>
    internal MemoryCheckpoint Append(PageSource source, MemoryArchiveWriterOptions options)
    {
        using MemoryArchiveWriter writer = MemoryArchiveWriter.Open(PathOf("a.pea"), options);
        uint parent = writer.Checkpoints.Count == 0 ? 0 : writer.Checkpoints[^1].Number;
        return writer.Append(source, new MemoryCheckpointOptions { Parent = parent });
    }

    /// <summary>Reads every page of the last checkpoint.</summary>
    internal ulong Read()
    {
        using MemoryImage image = MemoryImage.Open(PathOf("a.pea"));
        for (ulong page = 0; page < image.PageCount; page += PagesPerRead)
        {
            int count = (int)Math.Min(PagesPerRead, image.PageCount - page);
            if (image.Read(page, _buffer.AsSpan(0, count << Page.Shift)) != count)
                throw new WrongResultException("a page of the archive is missing");
        }

        return image.PageCount;
    }

    /// <summary>Writes the last checkpoint as a raw dump.</summary>
    internal ulong Restore(int workers)
    {
        using MemoryImage image = MemoryImage.Open(PathOf("a.pea"));
        return RawDump.Write(image, PathOf("back.raw"), workers);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
