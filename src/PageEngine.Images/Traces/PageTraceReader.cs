namespace PageEngine.Images;

/// <summary>Reads a page trace record by record, in either form, without trusting it.</summary>
/// <remarks>
/// <para>What is wrong is left out, counted and reported; the rest is delivered. Memory does not grow with the trace,
/// only with its guests, of which there are 65 536 at most; reading a record allocates nothing.</para>
/// <para>The format is described in <c>docs/page-trace.md</c>. Not thread-safe; the stream stays open.</para>
/// </remarks>
public sealed class PageTraceReader
{
    private readonly TraceForm _form;
    private readonly TraceRules _rules = new();

    private PageTraceReader(Stream source, PageTraceReaderOptions options)
    {
        Report = new PageTraceReport(options);
        var input = new TraceInput(source);
        input.Ensure(BinaryHeader.Length);
        Format = Recognise(input);
        _form = Format == PageTraceFormat.Text
            ? new TextTraceReader(input, options, Report, _rules)
            : new BinaryTraceReader(input, Report, _rules);
    }

    /// <summary>The form of the trace.</summary>
    public PageTraceFormat Format { get; }

    /// <summary>The guests that were declared so far; more may come with the records.</summary>
    public IReadOnlyList<PageTraceGuest> Guests => _rules.Guests;

    /// <summary>What was met so far; complete when <see cref="TryRead"/> has returned false.</summary>
    public PageTraceReport Report { get; }

    /// <summary>Begins to read a trace.</summary>
    /// <param name="source">The bytes; they are read forwards only, and in pieces of any size.</param>
    /// <param name="options">The limits; null for the defaults.</param>
    /// <exception cref="PageTraceException">The bytes are no page trace, or of a version that is not known.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static PageTraceReader Open(Stream source, PageTraceReaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new PageTraceReaderOptions();
        options.ThrowIfInvalid();
        return new PageTraceReader(source, options);
    }

    /// <summary>Reads the next record. The times of the records never fall.</summary>
    /// <param name="record">The record, whose guest is a place in <see cref="Guests"/>.</param>
    /// <returns>Whether there was one; false at the end, of which <see cref="Report"/> says how it came.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public bool TryRead(out PageTraceRecord record) => _form.TryRead(out record);

    /// <summary>Writes everything that is left to read.</summary>
    /// <param name="destination">A writer without guests; it is not completed.</param>
    /// <returns>The number of records written.</returns>
    /// <exception cref="ArgumentException">The writer has guests.</exception>
    /// <exception cref="IOException">A stream cannot be read or written.</exception>
    public long CopyTo(PageTraceWriter destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        destination.ThrowIfBegun();
        long count = 0;
        while (TryRead(out PageTraceRecord record))
        {
            destination.Declare(Guests);
            destination.Write(record);
            count++;
        }

        destination.Declare(Guests);
        return count;
    }

    /// <summary>Reads everything that is left to read into memory.</summary>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public PageTrace ReadToEnd()
    {
        var builder = new PageTraceBuilder(_rules);
        while (TryRead(out PageTraceRecord record))
        {
            builder.AddTaken(record);
        }

        return builder.Build(Report);
    }

    private static PageTraceFormat Recognise(TraceInput input)
    {
        ReadOnlySpan<byte> head = input.Window;
        if (head.StartsWith(BinaryHeader.Magic))
        {
            return PageTraceFormat.Binary;
        }

        if (head.StartsWith("\uFEFF"u8))
        {
            input.Consume("\uFEFF"u8.Length);
            head = input.Window;
        }

        ReadOnlySpan<byte> word = TextHeader.Word;
        if (head.StartsWith(word) && head.Length > word.Length && head[word.Length] is (byte)' ' or (byte)'\t')
        {
            return PageTraceFormat.Text;
        }

        ReadOnlySpan<byte> littleEndianMark = [0xFF, 0xFE];
        ReadOnlySpan<byte> bigEndianMark = [0xFE, 0xFF];
        bool isUtf16 = head.StartsWith(littleEndianMark) || head.StartsWith(bigEndianMark);
        throw new PageTraceException(
            head.IsEmpty ? "this is no page trace: it is empty"
            : isUtf16 ? "this is text in UTF-16; a page trace is UTF-8"
            : "this is no page trace: it does not begin as the text form or the binary form do");
    }
}
