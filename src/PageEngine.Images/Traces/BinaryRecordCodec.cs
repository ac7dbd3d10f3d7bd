using System.Buffers.Binary;

namespace PageEngine.Images;

/// <summary>The bytes of records in a block: each is told by how it differs from the one before in the block.</summary>
/// <remarks>
/// <code>
/// control   [7: same time][6: token][5: one page][4: pages go on][3: same guest][2..0: operation]
///           [time difference] unless 7   [guest] unless 3
///           pages     [first page less the page behind the last pages, folded] unless 4   [page count] unless 5
///           sample    [period] unless 4, which means "the period of the sample before"    [bytes]
///           [token, u64] if 6
/// </code>
/// Numbers are variable (<see cref="VarInt"/>). A block begins at time 0, guest 0, page 0, period 0.
/// </remarks>
internal struct BinaryRecordCodec
{
    /// <summary>The most bytes of a record: control, time, guest, two words, token.</summary>
    internal const int MaxRecordLength = 1 + (4 * VarInt.MaxLength) + sizeof(ulong);

    private const int OperationMask = 7;
    private const int SameGuest = 1 << 3;
    private const int GoesOn = 1 << 4;
    private const int OnePage = 1 << 5;
    private const int HasToken = 1 << 6;
    private const int SameTime = 1 << 7;

    private long _time;
    private int _guest;
    private ulong _nextPage;
    private ulong _period;

    /// <summary>Writes a record that obeys the rules, and moves the position behind it.</summary>
    internal void Encode(in PageTraceRecord record, Span<byte> destination, ref int position)
    {
        int controlAt = position++;
        int control = (int)record.Operation;
        if (record.TimeNanoseconds == _time)
        {
            control |= SameTime;
        }
        else
        {
            VarInt.Write(destination, ref position, (ulong)(record.TimeNanoseconds - _time));
            _time = record.TimeNanoseconds;
        }

        if (record.Guest == _guest)
        {
            control |= SameGuest;
        }
        else
        {
            VarInt.Write(destination, ref position, (ulong)record.Guest);
            _guest = record.Guest;
        }

        control |= record.IsSample
            ? EncodeSample(record, destination, ref position) : EncodePages(record, destination, ref position);
        if (record.RawToken != PageTraceRecord.NoToken)
        {
            control |= HasToken;
            BinaryPrimitives.WriteUInt64LittleEndian(destination[position..], record.RawToken);
            position += sizeof(ulong);
        }

        destination[controlAt] = (byte)control;
    }

    /// <summary>
    /// Reads a record, which may break any rule, and moves the position behind it. False where the bytes are none.
    /// </summary>
    /// <remarks>
    /// The source goes on for <see cref="MaxRecordLength"/> bytes behind the position; the caller sees from the
    /// position whether the record ended before its block did.
    /// </remarks>
    internal bool TryDecode(ReadOnlySpan<byte> source, ref int position, out PageTraceRecord record)
    {
        int control = source[position++];
        bool isGood = true;
        if ((control & SameTime) == 0)
        {
            isGood = VarInt.TryRead(source, ref position, out ulong difference);
            _time += (long)difference;
        }

        if ((control & SameGuest) == 0)
        {
            isGood &= VarInt.TryRead(source, ref position, out ulong guest) && guest < TraceRules.MaxGuests;
            _guest = (int)guest;
        }

        var operation = (PageTraceOperation)(control & OperationMask);
        ulong first;
        ulong second;
        if (operation != PageTraceOperation.Sample)
        {
            first = _nextPage;
            if ((control & GoesOn) == 0)
            {
                isGood &= VarInt.TryRead(source, ref position, out ulong folded);
                first += VarInt.Unfold(folded);
            }

            second = 1;
            if ((control & OnePage) == 0)
            {
                isGood &= VarInt.TryRead(source, ref position, out second);
            }

            _nextPage = first + second;
        }
        else
        {
            if ((control & GoesOn) == 0)
            {
                isGood &= VarInt.TryRead(source, ref position, out _period);
            }

            first = _period;
            isGood &= VarInt.TryRead(source, ref position, out second) && (control & OnePage) == 0;
        }

        ulong token = PageTraceRecord.NoToken;
        if ((control & HasToken) != 0)
        {
            token = BinaryPrimitives.ReadUInt64LittleEndian(source[position..]);
            position += sizeof(ulong);
            isGood &= token <= PageToken.MaxValue;
        }

        record = new PageTraceRecord(_time, _guest, operation, first, second, token);
        return isGood;
    }

    private int EncodePages(in PageTraceRecord record, Span<byte> destination, ref int position)
    {
        int control = 0;
        if (record.First == _nextPage)
        {
            control |= GoesOn;
        }
        else
        {
            VarInt.Write(destination, ref position, VarInt.Fold(record.First - _nextPage));
        }

        if (record.Second == 1)
        {
            control |= OnePage;
        }
        else
        {
            VarInt.Write(destination, ref position, record.Second);
        }

        _nextPage = record.First + record.Second;
        return control;
    }

    private int EncodeSample(in PageTraceRecord record, Span<byte> destination, ref int position)
    {
        int control = 0;
        if (record.First == _period)
        {
            control = GoesOn;
        }
        else
        {
            _period = record.First;
            VarInt.Write(destination, ref position, _period);
        }

        VarInt.Write(destination, ref position, record.Second);
        return control;
    }
}
