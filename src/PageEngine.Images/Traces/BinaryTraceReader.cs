using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using System.Text.Unicode;
using K4os.Compression.LZ4;

namespace PageEngine.Images;

/// <summary>
/// Reads the blocks of the binary form; a block that is damaged is left out and the next one is looked for.
/// </summary>
internal sealed class BinaryTraceReader : TraceForm
{
    private readonly TraceInput _input;
    private readonly PageTraceReport _report;
    private readonly TraceRules _rules;

    // The payload of the current block, with room behind it for a record that claims to go on.
    private byte[] _payload = new byte[1 << 16];
    private int _position;
    private int _end;
    private int _itemsLeft;
    private BinaryRecordCodec _codec;

    private long _blockOffset;
    private uint _nextSequence;
    private ulong _recordsMet;

    internal BinaryTraceReader(TraceInput input, PageTraceReport report, TraceRules rules)
    {
        _input = input;
        _report = report;
        _rules = rules;
        bool isWhole = input.Ensure(BinaryHeader.Length);
        BinaryHeader.Check(isWhole ? input.Window[..BinaryHeader.Length] : input.Window);
        input.Consume(BinaryHeader.Length);
    }

    /// <inheritdoc/>
    internal override bool TryRead(out PageTraceRecord record)
    {
        while (true)
        {
            if (_itemsLeft > 0)
            {
                if (TryDecode(out record))
                {
                    return true;
                }
            }
            else if (!TryEnterBlock())
            {
                record = default;
                return false;
            }
        }
    }

    private bool TryDecode(out PageTraceRecord record)
    {
        _itemsLeft--;
        if (!_codec.TryDecode(_payload, ref _position, out record) || _position > _end
            || (_itemsLeft == 0 && _position != _end))
        {
            Report("the records of the block are not as its frame says; the rest of it is left out");
            _itemsLeft = 0;
            return false;
        }

        TraceFault fault = _rules.Take(record);
        if (fault == TraceFault.None)
        {
            _report.RecordCount++;
            return true;
        }

        Report(TraceFaults.Describe(fault));
        if (_report.End != PageTraceEnd.NotReached)
        {
            _itemsLeft = 0;
        }

        return false;
    }

    /// <summary>Goes on to the next block that is good. False at the end of the trace.</summary>
    private bool TryEnterBlock()
    {
        while (_report.End == PageTraceEnd.NotReached)
        {
            if (!TryFindFrame(out BinaryBlock block))
            {
                break;
            }

            bool isTaken = TryTakePayload(block);
            _input.Consume(Math.Min(BinaryBlock.FrameLength + block.StoredLength, _input.Window.Length));
            if (isTaken && TryUse(block))
            {
                return true;
            }
        }

        _report.BytesRead = _input.Offset;
        return false;
    }

    /// <summary>Finds the next frame, at once or behind damage. False at the end of the stream.</summary>
    private bool TryFindFrame(out BinaryBlock block)
    {
        _blockOffset = _input.Offset;
        bool isDamaged = false;
        while (_input.Ensure(BinaryBlock.FrameLength))
        {
            if (BinaryBlock.TryRead(_input.Window[..BinaryBlock.FrameLength], out block))
            {
                _blockOffset = _input.Offset;
                return _report.End == PageTraceEnd.NotReached;
            }

            if (!isDamaged)
            {
                Report("here should be a block and is none; the next one is looked for");
                isDamaged = true;
            }

            int next = _input.Window[1..].IndexOf(BinaryBlock.Magic);
            _input.Consume(next >= 0 ? next + 1 : _input.Window.Length - BinaryBlock.Magic.Length + 1);
        }

        block = default;
        EndTorn(_input.Window.IsEmpty
            ? "the trace has no end block, so its writer did not complete it" : "the trace ends inside of a block");
        return false;
    }

    private bool TryTakePayload(in BinaryBlock block)
    {
        if (!_input.Ensure(BinaryBlock.FrameLength + block.StoredLength))
        {
            EndTorn("the trace ends inside of a block");
            return false;
        }

        ReadOnlySpan<byte> stored = _input.Window.Slice(BinaryBlock.FrameLength, block.StoredLength);
        if (XxHash3.HashToUInt64(stored) != block.PayloadChecksum)
        {
            Report("the block is damaged: its checksum is wrong");
            return false;
        }

        if (_payload.Length < block.RawLength + BinaryRecordCodec.MaxRecordLength)
        {
            _payload = new byte[BinaryBlock.MaxPayloadLength + BinaryRecordCodec.MaxRecordLength];
        }

        Span<byte> raw = _payload.AsSpan(0, block.RawLength);
        if (block.Compression == BinaryBlockCompression.None)
        {
            stored.CopyTo(raw);
        }
        else if (LZ4Codec.Decode(stored, raw) != block.RawLength)
        {
            Report("the block cannot be decompressed");
            return false;
        }

        return true;
    }

    private bool TryUse(in BinaryBlock block)
    {
        if (block.Sequence < _nextSequence)
        {
            Report("the block stands here a second time or too late");
            return false;
        }

        if (block.Sequence > _nextSequence)
        {
            Report("blocks are missing before this one");
        }

        // A number that wraps would let blocks in again; there are 2³² of them in 256 TiB at the least.
        _nextSequence = block.Sequence + 1;
        _position = 0;
        _end = block.RawLength;
        switch (block.Kind)
        {
            case BinaryBlockKind.Records:
                _recordsMet += (uint)block.ItemCount;
                _itemsLeft = block.ItemCount;
                _codec = default;
                return true;
            case BinaryBlockKind.Guests:
                TakeGuests(block.ItemCount);
                return false;
            default:
                TakeEnd();
                return false;
        }
    }

    private void TakeGuests(int count)
    {
        bool isGood = VarInt.TryRead(_payload, ref _position, out ulong first) && first == (ulong)_rules.Guests.Count;
        for (; isGood && count > 0; count--)
        {
            isGood = VarInt.TryRead(_payload, ref _position, out ulong pageCount)
                & VarInt.TryRead(_payload, ref _position, out ulong length);
            isGood = isGood && length <= PageTraceGuest.MaxNameBytes && _position + (int)length <= _end;
            if (!isGood)
            {
                break;
            }

            ReadOnlySpan<byte> name = _payload.AsSpan(_position, (int)length);
            _position += (int)length;
            string text = Utf8.IsValid(name) ? Encoding.UTF8.GetString(name) : "";
            isGood = _rules.WhyNot(text, pageCount) is null;
            if (isGood)
            {
                _rules.Add(text, pageCount);
            }
        }

        if (!isGood || _position != _end)
        {
            Report("the guests of the block are not as they must be; the rest of it is left out");
        }
    }

    private void TakeEnd()
    {
        ulong written = _end == sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(_payload) : ulong.MaxValue;
        if (written != _recordsMet)
        {
            Report($"the trace was written with {written} records, and {_recordsMet} are here");
        }

        if (_input.Ensure(1) && _report.End == PageTraceEnd.NotReached)
        {
            Report("bytes follow the end of the trace; they are left out");
        }

        if (_report.End == PageTraceEnd.NotReached)
        {
            _report.End = PageTraceEnd.Complete;
        }
    }

    private void EndTorn(string reason)
    {
        _blockOffset = _input.Offset;
        Report(reason);
        if (_report.End == PageTraceEnd.NotReached)
        {
            _report.End = PageTraceEnd.Torn;
        }
    }

    private void Report(string reason) => _report.Add(_blockOffset, 0, 0, reason);
}
