namespace PageEngine.Cli.Scanning;

/// <summary>One image of a scan: its pages, its names, and what became of it.</summary>
/// <remarks>
/// A store disposes of its sources and an exception does not say which of them failed; this stands between the two, so
/// that a scan can go on without the one that failed.
/// </remarks>
internal sealed class ScanInput(PageSource pages, string path, string title) : PageSource
{
    /// <summary>The file, or the process as a file.</summary>
    internal string Path { get; } = path;

    /// <summary>The name for people.</summary>
    internal string Title { get; } = title;

    /// <summary>Why the image as a whole could not be read any more; null as long as it can.</summary>
    internal PageSourceException? Failure { get; private set; }

    /// <inheritdoc/>
    public override ulong PageCount { get; } = pages.PageCount;

    /// <inheritdoc/>
    public override int Read(ulong firstPage, Span<byte> destination)
    {
        try
        {
            return pages.Read(firstPage, destination);
        }
        catch (PageSourceException exception)
        {
            Failure = exception;
            throw;
        }
    }

    /// <inheritdoc/>
    public override bool IsKnownZero(ulong firstPage, out ulong runLength) => pages.IsKnownZero(firstPage, out runLength);

    /// <summary>Closes the image; disposing of the input does not.</summary>
    internal void Close() => pages.Dispose();
}
