namespace PageEngine.Images;

/// <summary>A page trace in memory: which guest touched which pages when.</summary>
/// <remarks>
/// Immutable and thread-safe. A record takes 16 bytes; 24 where its neighbours have tokens or are samples; 4 more where
/// 4096 records span more than 4.29 seconds.
/// </remarks>
public sealed class PageTrace
{
    /// <summary>The version of the format that is read and written.</summary>
    public const int FormatVersion = 1;

    /// <summary>The most guests of a trace: 65 536.</summary>
    public const int MaxGuests = TraceRules.MaxGuests;

    private readonly PageTraceGuest[] _guests;
    private readonly TraceChunk[] _chunks;
    private readonly Lazy<PageTraceSummary> _summary;

    internal PageTrace(PageTraceGuest[] guests, TraceChunk[] chunks, ulong contentHash, PageTraceReport? report)
    {
        _guests = guests;
        _chunks = chunks;
        ContentHash = contentHash;
        Report = report;
        RecordCount = chunks.Length == 0 ? 0 : ((long)(chunks.Length - 1) << TraceChunk.CountShift) + chunks[^1].Count;
        _summary = new Lazy<PageTraceSummary>(() => TraceSummarizer.Summarize(this));
    }

    /// <summary>The guests; records name them by their place.</summary>
    public IReadOnlyList<PageTraceGuest> Guests => _guests;

    /// <summary>The number of records.</summary>
    public long RecordCount { get; }

    /// <summary>XXH3-64 of the guests and records: equal for equal traces, whatever form they were read from.</summary>
    /// <remarks>
    /// A saved simulation keeps it, to see on restore that it is given the same trace. Comments and the way the numbers
    /// were written do not matter; the order of the guests does. Its value is fixed by <c>docs/page-trace.md</c>.
    /// </remarks>
    public ulong ContentHash { get; }

    /// <summary>What the reader met; null for a trace that was built in memory.</summary>
    public PageTraceReport? Report { get; }

    /// <summary>Counts over the trace. Computed when it is asked for first, in a pass over the records.</summary>
    public PageTraceSummary Summary => _summary.Value;

    /// <summary>A record.</summary>
    /// <param name="position">Its place, from 0. Records stand in the order of their times.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record.</exception>
    public PageTraceRecord this[long position]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
                (ulong)position, (ulong)RecordCount, nameof(position));
            return _chunks[position >> TraceChunk.CountShift].Get((int)position & (TraceChunk.MaxCount - 1));
        }
    }

    /// <summary>Reads a whole trace in either form.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="options">The limits; null for the defaults.</param>
    /// <returns>The trace without what was wrong with it, which <see cref="Report"/> lists.</returns>
    /// <exception cref="PageTraceException">The bytes are no page trace, or of a version that is not known.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static PageTrace Load(Stream source, PageTraceReaderOptions? options = null) =>
        PageTraceReader.Open(source, options).ReadToEnd();

    /// <summary>Opens a cursor at the first record.</summary>
    /// <param name="guest">The place of the guest whose records alone are wanted, or null for those of all.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such guest.</exception>
    public PageTraceCursor OpenCursor(int? guest = null)
    {
        if (guest is { } place)
        {
            ThrowIfNoGuest(place);
        }

        return new PageTraceCursor(this, guest);
    }

    /// <summary>Finds the first record at a time or behind it.</summary>
    /// <param name="timeNanoseconds">A time in nanoseconds from the start of the trace.</param>
    /// <returns>The place of the record; <see cref="RecordCount"/> where there is none.</returns>
    public long FindFirstAt(long timeNanoseconds)
    {
        long low = 0;
        long high = RecordCount;
        while (low < high)
        {
            long middle = low + ((high - low) >> 1);
            if (TimeOf(middle) < timeNanoseconds)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>The samples of a guest as a function of time. Made anew by each call.</summary>
    /// <param name="guest">The place of the guest.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such guest.</exception>
    public DirtyRateSeries GetDirtyRate(int guest)
    {
        ThrowIfNoGuest(guest);
        return new DirtyRateSeries(this, guest);
    }

    /// <summary>Writes all guests and records.</summary>
    /// <param name="destination">A writer without guests; it is not completed.</param>
    /// <exception cref="ArgumentException">The writer has guests.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void WriteTo(PageTraceWriter destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        destination.ThrowIfBegun();
        destination.Declare(_guests);
        foreach (TraceChunk chunk in _chunks)
        {
            for (int i = 0; i < chunk.Count; i++)
            {
                destination.Write(chunk.Get(i));
            }
        }
    }

    internal long TimeOf(long position) =>
        _chunks[position >> TraceChunk.CountShift].TimeOf((int)position & (TraceChunk.MaxCount - 1));

    internal int GuestOf(long position) =>
        _chunks[position >> TraceChunk.CountShift].GuestOf((int)position & (TraceChunk.MaxCount - 1));

    private void ThrowIfNoGuest(int guest) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)guest, (uint)_guests.Length, nameof(guest));
}
