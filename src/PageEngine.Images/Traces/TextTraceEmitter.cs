using System.Buffers.Text;
using System.Text;

namespace PageEngine.Images;

/// <summary>Writes lines.</summary>
internal sealed class TextTraceEmitter : TraceEmitter
{
    // Time, letter, two numbers, a token in hexadecimal, and what stands between them.
    private const int MaxLineLength = 5 * 20 + PageTraceGuest.MaxNameBytes + 16;

    private readonly Stream _destination;
    private readonly TraceRules _rules;
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _used;

    internal TextTraceEmitter(Stream destination, TraceRules rules)
    {
        _destination = destination;
        _rules = rules;
        Append(Encoding.UTF8.GetBytes(TextHeader.Line));
    }

    /// <inheritdoc/>
    internal override void Emit(in PageTraceRecord record)
    {
        MakeRoom();
        AppendNumber((ulong)record.TimeNanoseconds);
        AppendBlank();
        Append(_rules.NameBytes(record.Guest));
        AppendBlank();
        _buffer[_used++] = "RWZDS"u8[(int)record.Operation];
        AppendBlank();
        AppendNumber(record.First);
        AppendBlank();
        if (!record.IsSample)
        {
            AppendNumber(record.Second);
        }
        else if ((record.Second & (Page.Size - 1)) == 0)
        {
            AppendNumber(record.Second >> Page.Shift);
        }
        else
        {
            AppendNumber(record.Second);
            _buffer[_used++] = (byte)'B';
        }

        if (record.RawToken != PageTraceRecord.NoToken)
        {
            Append(" 0x"u8);
            Utf8Formatter.TryFormat(record.RawToken, _buffer.AsSpan(_used), out int written, 'x');
            _used += written;
        }

        _buffer[_used++] = (byte)'\n';
    }

    /// <inheritdoc/>
    internal override void Emit(PageTraceGuest guest, int place)
    {
        MakeRoom();
        Append("guest "u8);
        Append(_rules.NameBytes(place));
        AppendBlank();
        AppendNumber(guest.PageCount);
        _buffer[_used++] = (byte)'\n';
    }

    /// <inheritdoc/>
    internal override void Flush()
    {
        HandOver();
        _destination.Flush();
    }

    /// <inheritdoc/>
    internal override void Complete(long recordCount) => Flush();

    private void MakeRoom()
    {
        if (_buffer.Length - _used < MaxLineLength)
        {
            HandOver();
        }
    }

    private void HandOver()
    {
        _destination.Write(_buffer, 0, _used);
        _used = 0;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
    }

    private void AppendBlank() => _buffer[_used++] = (byte)' ';

    private void AppendNumber(ulong value)
    {
        Utf8Formatter.TryFormat(value, _buffer.AsSpan(_used), out int written);
        _used += written;
    }
}
