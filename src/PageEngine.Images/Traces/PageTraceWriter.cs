namespace PageEngine.Images;

/// <summary>Writes a page trace in either form.</summary>
/// <remarks>
/// <para>Not thread-safe. The stream stays open. Writing a record allocates nothing. Bytes are gathered; they are with
/// the stream after <see cref="Flush"/> and <see cref="Complete"/>, and what was flushed can be read after a
/// crash.</para>
/// <para>Nothing is replaced or renamed: whoever wants a file that is whole or absent writes to another name and
/// renames it behind <see cref="Complete"/>.</para>
/// </remarks>
public sealed class PageTraceWriter
{
    private readonly TraceEmitter _emitter;
    private readonly TraceRules _rules = new();
    private bool _isComplete;

    /// <summary>Begins a trace; its header is written with the first bytes.</summary>
    /// <param name="destination">The stream to write to.</param>
    /// <param name="format">The form.</param>
    /// <param name="options">How to write; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such form.</exception>
    public PageTraceWriter(Stream destination, PageTraceFormat format, PageTraceWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(destination);
        options ??= new PageTraceWriterOptions();
        Format = format;
        _emitter = format switch
        {
            PageTraceFormat.Text => new TextTraceEmitter(destination, _rules),
            PageTraceFormat.Binary => new BinaryTraceEmitter(destination, options.Compress),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "there is no such form of a page trace"),
        };
    }

    /// <summary>The form that is written.</summary>
    public PageTraceFormat Format { get; }

    /// <summary>The guests that were added.</summary>
    public IReadOnlyList<PageTraceGuest> Guests => _rules.Guests;

    /// <summary>The records that were written.</summary>
    public long RecordCount { get; private set; }

    /// <summary>Declares a guest, before the first record that names it.</summary>
    /// <param name="name">Its name, as <see cref="PageTraceGuest"/> says.</param>
    /// <param name="pageCount">Its pages, 1 to <see cref="PageTraceGuest.MaxPageCount"/>.</param>
    /// <returns>The place of the guest, which records name it by.</returns>
    /// <exception cref="ArgumentException">
    /// The name cannot be or is taken, the pages are out of range, or there are 65 536 guests.
    /// </exception>
    /// <exception cref="InvalidOperationException">The trace is complete.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public int AddGuest(string name, ulong pageCount)
    {
        ThrowIfComplete();
        int place = _rules.AddOrThrow(name, pageCount);
        _emitter.Emit(_rules.Guests[place], place);
        return place;
    }

    /// <summary>Writes a record.</summary>
    /// <param name="record">The record; its time is not before that of the record written before.</param>
    /// <exception cref="ArgumentException">
    /// The record does not fit; the message says why, and nothing was written.
    /// </exception>
    /// <exception cref="InvalidOperationException">The trace is complete.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Write(in PageTraceRecord record)
    {
        ThrowIfComplete();
        _rules.TakeOrThrow(record);
        _emitter.Emit(record);
        RecordCount++;
    }

    /// <summary>Hands everything written so far to the stream and flushes it.</summary>
    /// <remarks>In the binary form this ends a block, which costs 40 bytes and some compression.</remarks>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Flush() => _emitter.Flush();

    /// <summary>Ends the trace and flushes the stream. Doing it again does nothing.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Complete()
    {
        if (!_isComplete)
        {
            _emitter.Complete(RecordCount);
            _isComplete = true;
        }
    }

    /// <summary>Adds the guests that are not among the writer's yet.</summary>
    internal void Declare(IReadOnlyList<PageTraceGuest> guests)
    {
        for (int place = Guests.Count; place < guests.Count; place++)
        {
            AddGuest(guests[place].Name, guests[place].PageCount);
        }
    }

    /// <summary>Throws where guests of somebody else would come among those of a copy.</summary>
    internal void ThrowIfBegun()
    {
        if (Guests.Count > 0)
        {
            throw new ArgumentException("the writer has guests already; a whole trace is written to one that has none");
        }
    }

    private void ThrowIfComplete()
    {
        if (_isComplete)
        {
            throw new InvalidOperationException("the page trace is complete");
        }
    }
}
