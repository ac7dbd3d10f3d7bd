using System.Diagnostics;

namespace PageEngine.Images;

/// <summary>
/// Some thousand neighbouring records in columns: 16 bytes a record, 8 more where the chunk has tokens or samples.
/// </summary>
/// <remarks><code>
/// times     4 bytes   nanoseconds behind the first record of the chunk; 8 bytes where they do not fit
/// words     8 bytes   [63..32: first page][31..0: page count], or the period of a sample
/// tags      4 bytes   [19: token][18..16: operation][15..0: guest]
/// extras    8 bytes   the token, or the bytes of a sample; no column where no record of the chunk has one
/// </code></remarks>
internal sealed class TraceChunk
{
    /// <summary>The base-two logarithm of the records in every chunk but the last.</summary>
    internal const int CountShift = 12;

    internal const int MaxCount = 1 << CountShift;

    private const int FirstShift = 32;
    private const int OperationShift = 16;
    private const int GuestMask = (1 << OperationShift) - 1;
    private const int OperationMask = 7;
    private const uint HasToken = 1 << 19;

    private readonly uint[]? _shortTimes;
    private readonly long[]? _longTimes;
    private readonly ulong[] _words;
    private readonly uint[] _tags;
    private readonly ulong[]? _extras;

    internal TraceChunk(ReadOnlySpan<PageTraceRecord> records)
    {
        Debug.Assert(records.Length is > 0 and <= MaxCount, "a chunk has records");
        FirstTime = records[0].TimeNanoseconds;
        bool isShort = records[^1].TimeNanoseconds - FirstTime <= uint.MaxValue;
        _shortTimes = isShort ? new uint[records.Length] : null;
        _longTimes = isShort ? null : new long[records.Length];
        _words = new ulong[records.Length];
        _tags = new uint[records.Length];
        for (int i = 0; i < records.Length; i++)
        {
            ref readonly PageTraceRecord record = ref records[i];
            if (isShort)
            {
                _shortTimes![i] = (uint)(record.TimeNanoseconds - FirstTime);
            }
            else
            {
                _longTimes![i] = record.TimeNanoseconds;
            }

            _words[i] = record.IsSample ? record.First : (record.First << FirstShift) | record.Second;
            _tags[i] = (uint)record.Guest | ((uint)record.Operation << OperationShift);
            if (record.IsSample || record.RawToken != PageTraceRecord.NoToken)
            {
                _extras ??= new ulong[records.Length];
                _extras[i] = record.IsSample ? record.Second : record.RawToken;
                _tags[i] |= record.IsSample ? 0 : HasToken;
            }
        }
    }

    internal int Count => _words.Length;

    internal long FirstTime { get; }

    internal long TimeOf(int index) => _shortTimes is { } times ? FirstTime + times[index] : _longTimes![index];

    internal int GuestOf(int index) => (int)(_tags[index] & GuestMask);

    internal PageTraceRecord Get(int index)
    {
        uint tag = _tags[index];
        ulong word = _words[index];
        var operation = (PageTraceOperation)((tag >> OperationShift) & OperationMask);
        bool isSample = operation == PageTraceOperation.Sample;
        return new PageTraceRecord(
            TimeOf(index),
            (int)(tag & GuestMask),
            operation,
            isSample ? word : word >> FirstShift,
            isSample ? _extras![index] : word & uint.MaxValue,
            (tag & HasToken) != 0 ? _extras![index] : PageTraceRecord.NoToken);
    }
}
