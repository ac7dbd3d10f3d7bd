using System.Globalization;

namespace PageEngine.Images;

/// <summary>An archive of memory checkpoints that stores each content of a page once; see docs/archive.md.</summary>
/// <remarks>
/// Thread-safe. What is read is the archive as it was when it was opened; a writer may go on appending to it. Opening
/// reads the tables of contents, which are about 10 bytes a content and stay in memory. Nothing in the file is trusted.
/// </remarks>
public sealed partial class MemoryArchive : IDisposable
{
    private readonly ArchiveFile _file;
    private readonly ArchiveCatalog _catalog;
    private readonly ContentReader _contents;

    private MemoryArchive(ArchiveFile file, ArchiveCatalog catalog)
    {
        _file = file;
        _catalog = catalog;
        _contents = new ContentReader(file, catalog);
        ByteLength = catalog.End;
        UnfinishedBytes = file.Length - catalog.End;
    }

    /// <summary>The file, as it was named when it was opened.</summary>
    public string Path => _file.Path;

    /// <summary>The seed of the archive's fingerprints and checksums.</summary>
    internal ulong Seed => _catalog.Seed;

    /// <summary>The complete checkpoints, in the order in which they were made; at least one.</summary>
    public IReadOnlyList<MemoryCheckpoint> Checkpoints => _catalog.Checkpoints;

    /// <summary>The bytes of the archive up to the end of the last complete checkpoint.</summary>
    public long ByteLength { get; }

    /// <summary>The bytes behind the last complete checkpoint when the archive was opened.</summary>
    /// <remarks>A writer is at work, or was stopped half way; the next writer cuts them off.</remarks>
    public long UnfinishedBytes { get; }

    /// <summary>Opens an archive for reading.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PageSourceException">
    /// The file cannot be read, is no archive, is damaged, or has no complete checkpoint.
    /// </exception>
    public static MemoryArchive Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArchiveFile file = ArchiveFile.OpenForReading(path);
        try
        {
            ArchiveCatalog catalog = ArchiveCatalog.Load(file);
            return catalog.Last is null
                ? throw file.Failure("there is no complete checkpoint in the archive")
                : new MemoryArchive(file, catalog);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Finds a checkpoint by what a user calls it.</summary>
    /// <param name="checkpoint">A number, a name (the last one that has it), or null for the last checkpoint.</param>
    /// <exception cref="PageSourceException">The archive has no such checkpoint.</exception>
    public MemoryCheckpoint Find(string? checkpoint)
    {
        if (checkpoint is null)
        {
            return Checkpoints[^1];
        }

        bool isNumber = uint.TryParse(checkpoint, NumberStyles.None, CultureInfo.InvariantCulture, out uint number);
        for (int i = Checkpoints.Count - 1; i >= 0; i--)
        {
            MemoryCheckpoint candidate = Checkpoints[i];
            if (isNumber ? candidate.Number == number : candidate.Name == checkpoint)
            {
                return candidate;
            }
        }

        throw _file.Failure(
            $"there is no checkpoint '{checkpoint}'; it has {Checkpoints[0].Number} to {Checkpoints[^1].Number}");
    }

    /// <summary>Opens a checkpoint as a memory image, without unpacking it.</summary>
    /// <remarks>The image reads from this archive, which must stay open for as long.</remarks>
    /// <param name="checkpoint">One of <see cref="Checkpoints"/>.</param>
    /// <exception cref="PageSourceException">The index of the checkpoint is damaged.</exception>
    /// <exception cref="ArgumentException">The checkpoint is of another archive.</exception>
    public MemoryImage OpenCheckpoint(MemoryCheckpoint checkpoint) => OpenCheckpoint(checkpoint, ownsArchive: false);

    internal MemoryImage OpenCheckpoint(MemoryCheckpoint checkpoint, bool ownsArchive)
    {
        CheckpointPages pages = OpenPages(checkpoint, ownsArchive ? this : null);
        var layout = new ImageLayout
        {
            Format = MemoryImageFormat.Archive,
            Segments = pages.Segments,
            Extents = [],
            PaddedBytes = checkpoint.PaddedBytes,
        };
        return new MemoryImage(CheckpointPath.Of(Path, checkpoint.Number), ByteLength, layout, pages);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _contents.Dispose();
        _file.Dispose();
    }

    private CheckpointPages OpenPages(MemoryCheckpoint checkpoint, IDisposable? owned)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (!Checkpoints.Contains(checkpoint))
        {
            throw new ArgumentException("the checkpoint is of another archive", nameof(checkpoint));
        }

        return new CheckpointPages(_file, _catalog, _contents, checkpoint.Record, owned);
    }
}
