namespace PageEngine;

/// <summary>Read-only pages that somebody else owns: a memory dump, a live process.</summary>
/// <remarks>
/// Reads of any pages may run at the same time on any threads. A source does not promise that two reads of a page see
/// the same bytes (a process goes on writing); whoever needs that copies.
/// </remarks>
public abstract class PageSource : IDisposable
{
    /// <summary>The number of pages, fixed for the life of the source.</summary>
    public abstract ulong PageCount { get; }

    /// <summary>Reads neighbouring pages.</summary>
    /// <param name="firstPage">The index of the first page wanted.</param>
    /// <param name="destination">Room for the pages; its length is a multiple of <see cref="Page.Size"/>.</param>
    /// <returns>
    /// How many pages were read. Fewer than wanted means that the page behind them is gone (a process unmapped it);
    /// the caller may go on behind it.
    /// </returns>
    /// <exception cref="PageSourceException">The source as a whole cannot be read any more; the message says why in one line.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The pages are not all in the source, or the length is no multiple of a page.</exception>
    public abstract int Read(ulong firstPage, Span<byte> destination);

    /// <summary>The number of pages, from one page on, that are known to be zero without reading them (a hole in a file).</summary>
    /// <param name="firstPage">The index of the first page asked about.</param>
    /// <param name="runLength">The number of pages, at least 1, for which the answer is the same.</param>
    /// <returns>Whether the pages of the run are known to be zero.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The page is not in the source.</exception>
    public virtual bool IsKnownZero(ulong firstPage, out ulong runLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(firstPage, PageCount);
        runLength = PageCount - firstPage;
        return false;
    }

    /// <summary>Releases what the source holds open.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the source holds open.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> was called, rather than a finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
