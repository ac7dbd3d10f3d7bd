namespace PageEngine.Images;

/// <summary>What a reader of a page trace met on its way.</summary>
/// <remarks>It goes on changing while its reader reads. Not thread-safe while that happens.</remarks>
public sealed class PageTraceReport
{
    private readonly List<PageTraceError> _errors = [];
    private readonly int _keptErrors;
    private readonly long _maxErrors;

    internal PageTraceReport(PageTraceReaderOptions options)
    {
        _keptErrors = options.KeptErrors;
        _maxErrors = options.MaxErrors;
    }

    /// <summary>The records that were delivered.</summary>
    public long RecordCount { get; internal set; }

    /// <summary>The bytes of the stream that were read; 0 until the reading has ended.</summary>
    public long BytesRead { get; internal set; }

    /// <summary>The lines, records and blocks that were left out because something is wrong with them.</summary>
    public long ErrorCount { get; private set; }

    /// <summary>The first of the errors, in order; <see cref="PageTraceReaderOptions.KeptErrors"/> at most.</summary>
    public IReadOnlyList<PageTraceError> Errors => _errors;

    /// <summary>How the reading ended.</summary>
    public PageTraceEnd End { get; internal set; }

    /// <summary>Whether all of the trace was read and nothing was wrong with it.</summary>
    public bool IsClean => ErrorCount == 0 && End == PageTraceEnd.Complete;

    /// <summary>Whether the text of one more error would be kept.</summary>
    internal bool KeepsNextError => _errors.Count < _keptErrors;

    /// <summary>
    /// Counts an error, and keeps it if it is among the first. The reason is built only if it is kept.
    /// </summary>
    internal void Add(long offset, long line, int column, string reason)
    {
        ErrorCount++;
        if (KeepsNextError)
        {
            _errors.Add(new PageTraceError(offset, line, column, reason));
        }

        if (ErrorCount >= _maxErrors)
        {
            End = PageTraceEnd.GaveUp;
        }
    }
}
