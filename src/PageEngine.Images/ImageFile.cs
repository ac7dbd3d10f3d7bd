using System.Diagnostics;
using System.Formats.Tar;
using Microsoft.Win32.SafeHandles;

namespace PageEngine.Images;

/// <summary>A file that is read at positions; whatever goes wrong is told in one line that names it.</summary>
/// <remarks>Reads may run at the same time on any threads.</remarks>
internal sealed class ImageFile : IDisposable
{
    private const string NoRegularFile = "this is a pipe, a socket or a device; memory images are read from files";

    private ImageFile(string path, SafeFileHandle handle, long length)
    {
        Path = path;
        Handle = handle;
        Length = length;
    }

    internal string Path { get; }

    internal SafeFileHandle Handle { get; }

    /// <summary>The bytes of the file when it was opened, at least 1.</summary>
    internal long Length { get; }

    internal static ImageFile Open(string path)
    {
        SafeFileHandle? handle = null;
        try
        {
            RefuseWhatIsNoFile(path);
            // Another process may go on writing the file; a dump that is still being made is its reader's affair.
            const FileShare Everything = FileShare.ReadWrite | FileShare.Delete;
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, Everything, FileOptions.SequentialScan);
            long length = RandomAccess.GetLength(handle);
            return length > 0 ? new ImageFile(path, handle, length) : throw Failure(path, "the file is empty");
        }
        catch (Exception exception) when (Explain(exception) is not null)
        {
            handle?.Dispose();
            throw Failure(path, Explain(exception)!, exception);
        }
        catch
        {
            handle?.Dispose();
            throw;
        }
    }

    /// <summary>Reads bytes that are in the file by its length.</summary>
    internal void Read(long offset, Span<byte> destination)
    {
        Debug.Assert(offset >= 0 && offset <= Length - destination.Length, "the bytes are in the file");
        while (!destination.IsEmpty)
        {
            int read;
            try
            {
                read = RandomAccess.Read(Handle, destination, offset);
            }
            catch (Exception exception) when (Explain(exception) is not null)
            {
                throw Failure(Path, $"reading failed at byte {offset}: {Explain(exception)}", exception);
            }

            if (read == 0)
            {
                throw Failure($"the file ended at byte {offset} while it was read");
            }

            offset += read;
            destination = destination[read..];
        }
    }

    internal PageSourceException Failure(string reason) => Failure(Path, reason);

    public void Dispose() => Handle.Dispose();

    // Opening a pipe would wait for its writer. Pipes, devices and empty files have size 0; only those are looked at.
    private static void RefuseWhatIsNoFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw Failure(path, "this is a directory");
        }

        var target = new FileInfo(path);
        target = File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? target;
        if (target.Exists && target.Length == 0)
        {
            throw Failure(path, DescribeEmpty(target.FullName));
        }
    }

    // The archive writer is the one managed call that tells the kinds of files apart; it writes a header, no content.
    private static string DescribeEmpty(string path)
    {
        using var archive = new MemoryStream();
        try
        {
            using var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true);
            writer.WriteEntry(path, "x");
        }
        catch (IOException)
        {
            return NoRegularFile;
        }

        archive.Position = 0;
        using var reader = new TarReader(archive);
        return reader.GetNextEntry()?.EntryType is TarEntryType.RegularFile ? "the file is empty" : NoRegularFile;
    }

    internal static PageSourceException Failure(string path, string reason, Exception? cause = null)
    {
        string line = $"{path}: {reason}".ReplaceLineEndings(" ");
        return cause is null ? new PageSourceException(line) : new PageSourceException(line, cause);
    }

    // What the system says, in one line; null for what is no failure of the file.
    internal static string? Explain(Exception exception) => exception switch
    {
        PageSourceException => null,
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "permission denied",
        NotSupportedException => NoRegularFile,
        ArgumentException => "this is no file name",
        IOException => exception.Message.Split(" : '")[0].TrimEnd('.'),
        _ => null,
    };
}
