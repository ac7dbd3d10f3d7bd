namespace PageEngine.Images;

/// <summary>A place in a trace from which it is replayed.</summary>
/// <remarks>
/// The place is one number, <see cref="Position"/>: keep it, and a cursor that is sent there later goes on with the
/// same record. Reading allocates nothing. A cursor is not thread-safe; any number of them may be open on a trace. A
/// cursor for one guest steps over the records of the others one by one; for very many guests one cursor for all is
/// cheaper.
/// </remarks>
public sealed class PageTraceCursor
{
    private readonly PageTrace _trace;
    private readonly int _guest;

    internal PageTraceCursor(PageTrace trace, int? guest)
    {
        _trace = trace;
        _guest = guest ?? -1;
    }

    /// <summary>The trace.</summary>
    public PageTrace Trace => _trace;

    /// <summary>
    /// The place in the trace from which on the next record is looked for: 0 to the number of records.
    /// </summary>
    public long Position { get; private set; }

    /// <summary>Looks at the next record and stays before it.</summary>
    /// <param name="record">The record.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryPeek(out PageTraceRecord record)
    {
        if (_guest >= 0)
        {
            while (Position < _trace.RecordCount && _trace.GuestOf(Position) != _guest)
            {
                Position++;
            }
        }

        bool isThere = Position < _trace.RecordCount;
        record = isThere ? _trace[Position] : default;
        return isThere;
    }

    /// <summary>Takes the next record.</summary>
    /// <param name="record">The record.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryRead(out PageTraceRecord record)
    {
        bool isThere = TryPeek(out record);
        Position += isThere ? 1 : 0;
        return isThere;
    }

    /// <summary>Goes to a place, such as one that was kept.</summary>
    /// <param name="position">0 to the number of records.</param>
    /// <exception cref="ArgumentOutOfRangeException">The trace has no such place.</exception>
    public void Seek(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, _trace.RecordCount);
        Position = position;
    }

    /// <summary>Goes before the first record at a time or behind it.</summary>
    /// <param name="timeNanoseconds">A time in nanoseconds from the start of the trace.</param>
    public void SeekToTime(long timeNanoseconds) => Position = _trace.FindFirstAt(timeNanoseconds);
}
