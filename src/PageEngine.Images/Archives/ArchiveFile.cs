using Microsoft.Win32.SafeHandles;

namespace PageEngine.Images;

/// <summary>The file of an archive, read and written at positions; failures are told in one line.</summary>
/// <remarks>Reads may run at the same time on any threads.</remarks>
internal sealed class ArchiveFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly ImageFile? _image;

    private ArchiveFile(string path, SafeFileHandle handle, ImageFile? image)
    {
        Path = path;
        _handle = handle;
        _image = image;
    }

    /// <summary>The name for people, also where the file has another one until it is complete.</summary>
    internal string Path { get; }

    internal long Length => RandomAccess.GetLength(_handle);

    /// <summary>Opens an archive for reading; a writer may go on appending to it.</summary>
    internal static ArchiveFile OpenForReading(string path)
    {
        ImageFile image = ImageFile.Open(path);
        return new ArchiveFile(image.Path, image.Handle, image);
    }

    /// <summary>Opens or makes a file for writing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The name for people.</param>
    /// <param name="mode">Whether it is there already.</param>
    internal static ArchiveFile OpenForWriting(string path, string name, FileMode mode)
    {
        try
        {
            const FileShare Readers = FileShare.ReadWrite | FileShare.Delete;
            return new ArchiveFile(name, File.OpenHandle(path, mode, FileAccess.ReadWrite, Readers), null);
        }
        catch (Exception exception) when (ImageFile.Explain(exception) is { } reason)
        {
            throw ImageFile.Failure(name, $"the file cannot be written: {reason}", exception);
        }
    }

    internal void Read(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int read;
            try
            {
                read = RandomAccess.Read(_handle, destination, offset);
            }
            catch (Exception exception) when (ImageFile.Explain(exception) is { } reason)
            {
                throw ImageFile.Failure(Path, $"reading failed at byte {offset}: {reason}", exception);
            }

            if (read == 0)
            {
                throw Failure($"the file ended at byte {offset} while it was read");
            }

            offset += read;
            destination = destination[read..];
        }
    }

    internal void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_handle, bytes, offset);
        }
        catch (Exception exception) when (ImageFile.Explain(exception) is { } reason)
        {
            throw ImageFile.Failure(Path, $"writing failed at byte {offset}: {reason}", exception);
        }
    }

    /// <summary>Returns when everything that was written is on the disk.</summary>
    internal void Flush()
    {
        try
        {
            RandomAccess.FlushToDisk(_handle);
        }
        catch (Exception exception) when (ImageFile.Explain(exception) is { } reason)
        {
            throw ImageFile.Failure(Path, $"writing to the disk failed: {reason}", exception);
        }
    }

    internal void Cut(long length)
    {
        try
        {
            RandomAccess.SetLength(_handle, length);
        }
        catch (Exception exception) when (ImageFile.Explain(exception) is { } reason)
        {
            throw ImageFile.Failure(Path, $"setting the length failed: {reason}", exception);
        }
    }

    internal PageSourceException Failure(string reason) => ImageFile.Failure(Path, reason);

    public void Dispose()
    {
        _handle.Dispose();
        _image?.Dispose();
    }
}
