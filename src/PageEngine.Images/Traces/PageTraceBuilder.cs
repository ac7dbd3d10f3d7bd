using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace PageEngine.Images;

/// <summary>Makes a <see cref="PageTrace"/> in memory, record by record.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class PageTraceBuilder
{
    private const int HashedRecordLength = 40;

    private readonly TraceRules _rules;
    private readonly List<TraceChunk> _chunks = [];
    private readonly PageTraceRecord[] _records = new PageTraceRecord[TraceChunk.MaxCount];
    private readonly byte[] _hashed = new byte[TraceChunk.MaxCount * HashedRecordLength];
    private readonly XxHash3 _hash = new();
    private int _used;
    private bool _isBuilt;

    /// <summary>Begins a trace without guests and records.</summary>
    public PageTraceBuilder()
        : this(new TraceRules())
    {
    }

    /// <summary>Begins a trace whose records were checked by these rules already.</summary>
    internal PageTraceBuilder(TraceRules rules) => _rules = rules;

    /// <summary>The guests that were added.</summary>
    public IReadOnlyList<PageTraceGuest> Guests => _rules.Guests;

    /// <summary>Declares a guest, before the first record that names it.</summary>
    /// <param name="name">Its name, as <see cref="PageTraceGuest"/> says.</param>
    /// <param name="pageCount">Its pages, 1 to <see cref="PageTraceGuest.MaxPageCount"/>.</param>
    /// <returns>The place of the guest, which records name it by.</returns>
    /// <exception cref="ArgumentException">
    /// The name cannot be or is taken, the pages are out of range, or there are 65 536 guests.
    /// </exception>
    /// <exception cref="InvalidOperationException">The trace was built.</exception>
    public int AddGuest(string name, ulong pageCount)
    {
        ThrowIfBuilt();
        return _rules.AddOrThrow(name, pageCount);
    }

    /// <summary>Adds a record.</summary>
    /// <param name="record">The record; its time is not before that of the record added before.</param>
    /// <exception cref="ArgumentException">The record does not fit; the message says why.</exception>
    /// <exception cref="InvalidOperationException">The trace was built.</exception>
    public void Add(in PageTraceRecord record)
    {
        ThrowIfBuilt();
        _rules.TakeOrThrow(record);
        AddTaken(record);
    }

    /// <summary>Ends the trace; the builder is of no more use.</summary>
    /// <exception cref="InvalidOperationException">The trace was built.</exception>
    public PageTrace Build() => Build(null);

    internal PageTrace Build(PageTraceReport? report)
    {
        ThrowIfBuilt();
        _isBuilt = true;
        if (_used > 0)
        {
            Seal();
        }

        PageTraceGuest[] guests = [.. _rules.Guests];
        foreach (PageTraceGuest guest in guests)
        {
            HashGuest(guest);
        }

        return new PageTrace(guests, [.. _chunks], _hash.GetCurrentHashAsUInt64(), report);
    }

    /// <summary>Adds a record that was found to obey the rules.</summary>
    internal void AddTaken(in PageTraceRecord record)
    {
        _records[_used++] = record;
        if (_used == _records.Length)
        {
            Seal();
        }
    }

    private void Seal()
    {
        ReadOnlySpan<PageTraceRecord> records = _records.AsSpan(0, _used);
        Span<byte> rest = _hashed;
        foreach (ref readonly PageTraceRecord record in records)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, record.TimeNanoseconds);
            BinaryPrimitives.WriteInt32LittleEndian(rest[8..], record.Guest);
            BinaryPrimitives.WriteInt32LittleEndian(rest[12..], (int)record.Operation);
            BinaryPrimitives.WriteUInt64LittleEndian(rest[16..], record.First);
            BinaryPrimitives.WriteUInt64LittleEndian(rest[24..], record.Second);
            BinaryPrimitives.WriteUInt64LittleEndian(rest[32..], record.RawToken);
            rest = rest[HashedRecordLength..];
        }

        _hash.Append(_hashed.AsSpan(0, _used * HashedRecordLength));
        _chunks.Add(new TraceChunk(records));
        _used = 0;
    }

    private void HashGuest(PageTraceGuest guest)
    {
        byte[] name = Encoding.UTF8.GetBytes(guest.Name);
        Span<byte> numbers = stackalloc byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(numbers, guest.PageCount);
        BinaryPrimitives.WriteUInt64LittleEndian(numbers[sizeof(ulong)..], (ulong)name.Length);
        _hash.Append(numbers);
        _hash.Append(name);
    }

    private void ThrowIfBuilt()
    {
        if (_isBuilt)
        {
            throw new InvalidOperationException("the page trace was built already");
        }
    }
}
