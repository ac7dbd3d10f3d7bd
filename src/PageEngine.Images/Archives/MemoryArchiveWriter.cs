using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace PageEngine.Images;

/// <summary>Appends memory checkpoints to an archive that stores each content of a page once.</summary>
/// <remarks>
/// <para>A checkpoint exists once its record, the last bytes that are written, is on the disk. What a crash, a full
/// disk or a cancellation leaves behind the last complete checkpoint is cut off, at the latest by the next writer. A
/// new archive gets its name with its first checkpoint.</para>
/// <para>Two pages share a content only after their bytes were compared. The index of contents takes about 16 bytes a
/// page, the page map of the checkpoint at most 4.</para>
/// <para>Not thread-safe, and the only writer of its archive: a second one is refused.</para>
/// </remarks>
public sealed partial class MemoryArchiveWriter : IDisposable
{
    private readonly MemoryArchiveWriterOptions _options;
    private readonly SafeFileHandle _lock;
    private readonly ArchiveFile _file;
    private readonly ArchiveCatalog _catalog;
    private readonly ContentReader _contents;
    private readonly string _target;
    private ContentIndex? _index;
    private readonly bool _isReplacement;
    private bool _isUnpublished;

    private MemoryArchiveWriter(
        string path, string target, SafeFileHandle held, MemoryArchiveWriterOptions options, bool isReplacement)
    {
        Path = path;
        _target = target;
        _lock = held;
        _options = options;
        _isReplacement = isReplacement;
        _isUnpublished = isReplacement || !File.Exists(target);
        _file = ArchiveFile.OpenForWriting(
            _isUnpublished ? NewNameOf(target) : target, path, _isUnpublished ? FileMode.Create : FileMode.Open);
        try
        {
            _catalog = _isUnpublished ? Begin() : ArchiveCatalog.Load(_file);
            if (_catalog.Last is null && !_isUnpublished)
            {
                throw _file.Failure("there is no complete checkpoint in the archive; it is left as it is");
            }

            UnfinishedBytes = _file.Length - _catalog.End;
            _contents = new ContentReader(_file, _catalog);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The file, as it was named when it was opened.</summary>
    public string Path { get; }

    /// <summary>The complete checkpoints, in the order in which they were made; none in a new archive.</summary>
    public IReadOnlyList<MemoryCheckpoint> Checkpoints => _catalog.Checkpoints;

    /// <summary>The bytes behind the last complete checkpoint, left by an earlier writer; to be cut off.</summary>
    public long UnfinishedBytes { get; private set; }

    /// <summary>Opens an archive for appending, or begins a new one.</summary>
    /// <param name="path">The file; if there is none it is made with the first checkpoint.</param>
    /// <param name="options">How to write; null for the defaults.</param>
    /// <exception cref="PageSourceException">
    /// The file cannot be written, is no archive, is damaged, or another writer is at work on it.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no worker.</exception>
    public static MemoryArchiveWriter Open(string path, MemoryArchiveWriterOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new MemoryArchiveWriterOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Workers, 1, nameof(options));

        // Two names of one file must lead to one lock.
        string target = ResolveLinks(path);
        SafeFileHandle held = ArchiveLock.Take(target, path);
        try
        {
            return new MemoryArchiveWriter(path, target, held, options, isReplacement: false);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Closes the archive, and lets other writers in.</summary>
    public void Dispose()
    {
        _contents.Dispose();
        _file.Dispose();
        if (_isUnpublished)
        {
            File.Delete(NewNameOf(_target));
            _isUnpublished = false;
        }

        _lock.Dispose();
    }

    internal static string NewNameOf(string path) => path + ".new";

    internal static string ResolveLinks(string path)
    {
        try
        {
            // A name without a directory would be looked for in none.
            return File.ResolveLinkTarget(System.IO.Path.GetFullPath(path), returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return path;
        }
        catch (Exception exception) when (ImageFile.Explain(exception) is { } reason)
        {
            throw ImageFile.Failure(path, $"the file cannot be written: {reason}", exception);
        }
    }

    private ArchiveCatalog Begin()
    {
        Span<byte> drawn = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(drawn);
        ulong seed = _options.Seed ?? BitConverter.ToUInt64(drawn);
        Span<byte> header = stackalloc byte[ArchiveHeader.Length];
        ArchiveHeader.Write(header, seed);
        _file.Write(0, header);
        return new ArchiveCatalog(seed);
    }
}
