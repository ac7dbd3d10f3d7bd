using System.Globalization;

namespace PageEngine.Images;

/// <summary>One record of a page trace: which guest did what to which pages when.</summary>
/// <remarks>
/// A plain value of 40 bytes. Making one checks nothing; whoever takes it (a writer, a builder) does. A sample
/// (<see cref="PageTraceOperation.Sample"/>) has a period and a number of bytes and no pages; every other record has
/// pages and no period.
/// </remarks>
public readonly record struct PageTraceRecord
{
    /// <summary>Stands for "no token"; a token is below 2⁶³.</summary>
    internal const ulong NoToken = ulong.MaxValue;

    // What the words hold depends on the operation:
    //            _first         _second         _token
    // sample     period, ns     bytes           NoToken
    // other      first page     page count      token or NoToken
    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _token;

    /// <summary>Makes a record of pages that were read, written, zeroed or given up.</summary>
    /// <param name="timeNanoseconds">When, in nanoseconds from the start of the trace, from 0.</param>
    /// <param name="guest">The place of the guest among the trace's guests, from 0.</param>
    /// <param name="operation">What was done; a sample is made by <see cref="Sample"/>.</param>
    /// <param name="pages">The pages, at least one.</param>
    /// <param name="token">The content of each of the pages, where it is known; reads and writes only.</param>
    public PageTraceRecord(
        long timeNanoseconds, int guest, PageTraceOperation operation, PageRange pages, PageToken? token = null)
        : this(timeNanoseconds, guest, operation, pages.Start.Value, pages.Count, token?.Value ?? NoToken)
    {
    }

    internal PageTraceRecord(
        long timeNanoseconds, int guest, PageTraceOperation operation, ulong first, ulong second, ulong token)
    {
        TimeNanoseconds = timeNanoseconds;
        Guest = guest;
        Operation = operation;
        _first = first;
        _second = second;
        _token = token;
    }

    /// <summary>When, in nanoseconds from the start of the trace. For a sample: when its period begins.</summary>
    public long TimeNanoseconds { get; }

    /// <summary>The place of the guest among the trace's guests, from 0.</summary>
    public int Guest { get; }

    /// <summary>What was done.</summary>
    public PageTraceOperation Operation { get; }

    /// <summary>Whether the record is a count for a period and names no pages.</summary>
    public bool IsSample => Operation == PageTraceOperation.Sample;

    /// <summary>The pages; empty for a sample.</summary>
    public PageRange Pages => IsSample ? default : new PageRange(new GuestFrameNumber(_first), _second);

    /// <summary>The content of each of the pages, or null where the trace does not know it.</summary>
    public PageToken? Token => _token == NoToken ? null : new PageToken(_token);

    /// <summary>The length of a sample's period in nanoseconds; 0 for any other record.</summary>
    public long PeriodNanoseconds => IsSample ? (long)_first : 0;

    /// <summary>
    /// The different bytes, in whole pages where pages were counted, that the period of a sample made dirty; 0 for any
    /// other record.
    /// </summary>
    public ulong DirtiedBytes => IsSample ? _second : 0;

    /// <summary>The first page, or the period of a sample.</summary>
    internal ulong First => _first;

    /// <summary>The number of pages, or the bytes of a sample.</summary>
    internal ulong Second => _second;

    /// <summary>The token, or <see cref="NoToken"/>.</summary>
    internal ulong RawToken => _token;

    /// <summary>Makes a record that counts what a period made dirty.</summary>
    /// <param name="timeNanoseconds">
    /// When the period begins, in nanoseconds from the start of the trace, from 0.
    /// </param>
    /// <param name="guest">The place of the guest among the trace's guests, from 0.</param>
    /// <param name="periodNanoseconds">The length of the period in nanoseconds, at least 1.</param>
    /// <param name="dirtiedBytes">
    /// The different bytes that were dirty at its end, pages times <see cref="Page.Size"/>; not more than the guest
    /// has.
    /// </param>
    public static PageTraceRecord Sample(
        long timeNanoseconds, int guest, long periodNanoseconds, ulong dirtiedBytes) =>
        new(timeNanoseconds, guest, PageTraceOperation.Sample, (ulong)periodNanoseconds, dirtiedBytes, NoToken);

    /// <summary>The record as a line for people, with the number of the guest in place of its name.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{TimeNanoseconds} #{Guest} {Operation} {_first} {_second}"
        + $"{(Token is { } token ? $" 0x{token.Value:x}" : "")}");
}
