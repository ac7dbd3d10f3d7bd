using System.Diagnostics;
using System.Security.Cryptography;

namespace PageEngine.Reports;

/// <summary>A file that appears under its name only when it is whole.</summary>
/// <remarks>
/// It grows under another name beside it, is brought to the disk by <see cref="Seal"/> and renamed by
/// <see cref="Publish"/>; disposed before that, it is gone. Size and hash are counted on the way. Whatever goes wrong
/// becomes one <see cref="IOException"/> of one line that names the file. Not thread-safe.
/// </remarks>
internal sealed class OutputFile : Stream
{
    private const string UnfinishedSuffix = ".partial";

    private readonly string _finalPath;
    private readonly FileStream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;
    private bool _isSealed;
    private bool _isPublished;
    private bool _isDisposed;

    private OutputFile(string finalPath, FileStream stream)
    {
        _finalPath = finalPath;
        _stream = stream;
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_isSealed;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <summary>Begins a file. The directory is made if it is not there.</summary>
    internal static OutputFile Create(string directory, string name)
    {
        string path = Path.Combine(directory, name);
        try
        {
            Directory.CreateDirectory(directory);
            if (Directory.Exists(path))
            {
                throw new IOException("a directory has this name");
            }

            return new OutputFile(path, new FileStream(
                path + UnfinishedSuffix, FileMode.Create, FileAccess.Write, FileShare.Read));
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            throw Failure(path, exception);
        }
    }

    /// <summary>Writes a file whose bytes are at hand.</summary>
    internal static RunFile WriteWhole(string directory, string name, ReadOnlySpan<byte> content)
    {
        using OutputFile output = Create(directory, name);
        output.Write(content);
        output.Seal();
        return output.Publish();
    }

    /// <summary>Brings all bytes to the disk. Nothing can be written afterwards.</summary>
    internal void Seal()
    {
        Debug.Assert(!_isSealed && !_isDisposed, "a file is sealed once");
        try
        {
            _stream.Flush(flushToDisk: true);
            _stream.Dispose();
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            throw Failure(_finalPath, exception);
        }

        _isSealed = true;
    }

    /// <summary>Gives the sealed file its name, over an older file of that name.</summary>
    internal RunFile Publish()
    {
        Debug.Assert(_isSealed && !_isPublished && !_isDisposed, "what is published is whole");
        try
        {
            File.Move(_stream.Name, _finalPath, overwrite: true);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            throw Failure(_finalPath, exception);
        }

        _isPublished = true;
        return new RunFile(Path.GetFileName(_finalPath), _length, Convert.ToHexStringLower(_hash.GetCurrentHash()));
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _stream.Write(buffer);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            throw Failure(_finalPath, exception);
        }

        _hash.AppendData(buffer);
        _length += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value) => Write([value]);

    // Writing is synchronous throughout: a library that asks for tasks gets tasks that are done.
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
        try
        {
            _stream.Flush();
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            throw Failure(_finalPath, exception);
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Flush();
        return Task.CompletedTask;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _hash.Dispose();
            if (!_isPublished)
            {
                Discard();
            }
        }

        base.Dispose(disposing);
    }

    // Disposing follows a failure that was told, or a caller who gave up; there is nothing more to tell.
    private void Discard()
    {
        try
        {
            _stream.Dispose();
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            Debug.Assert(!_isSealed, "a sealed file has nothing left to write");
        }

        try
        {
            File.Delete(_stream.Name);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            Debug.Assert(!_isPublished, "only unfinished files are taken away");
        }
    }

    private static bool IsExpected(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or NotSupportedException;

    private static IOException Failure(string path, Exception cause)
    {
        string reason = cause switch
        {
            UnauthorizedAccessException => "permission denied",
            DirectoryNotFoundException => "there is no such directory",
            PathTooLongException => "the path is too long",
            _ => cause.Message.Split(" : '", 2)[0],
        };
        return new IOException($"{path}: writing failed: {reason}".ReplaceLineEndings(" "), cause);
    }
}
