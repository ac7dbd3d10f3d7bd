using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using K4os.Compression.LZ4;

namespace PageEngine.Images;

/// <summary>Writes blocks. A block holds guests or records, so a guest that is added ends a block of records.</summary>
internal sealed class BinaryTraceEmitter : TraceEmitter
{
    /// <summary>
    /// The payload at which a block is written: large enough for the frame not to matter, and small enough to lose.
    /// </summary>
    private const int BlockLength = 1 << 16;

    private const int MaxGuestLength = (3 * VarInt.MaxLength) + PageTraceGuest.MaxNameBytes;

    private readonly Stream _destination;
    private readonly byte[] _payload = new byte[BlockLength];
    private readonly byte[] _framed = new byte[BinaryBlock.FrameLength + BlockLength];
    private readonly bool _compress;
    private bool _hasHeader;
    private BinaryBlockKind _kind;
    private int _used;
    private int _itemCount;
    private uint _sequence;
    private BinaryRecordCodec _codec;

    internal BinaryTraceEmitter(Stream destination, bool compress)
    {
        _destination = destination;
        _compress = compress;
    }

    /// <inheritdoc/>
    internal override void Emit(in PageTraceRecord record)
    {
        if (_kind != BinaryBlockKind.Records || BlockLength - _used < BinaryRecordCodec.MaxRecordLength)
        {
            EndBlock();
            _kind = BinaryBlockKind.Records;
            _codec = default;
        }

        _codec.Encode(record, _payload, ref _used);
        _itemCount++;
    }

    /// <inheritdoc/>
    internal override void Emit(PageTraceGuest guest, int place)
    {
        if (_kind != BinaryBlockKind.Guests || BlockLength - _used < MaxGuestLength)
        {
            EndBlock();
            _kind = BinaryBlockKind.Guests;
            VarInt.Write(_payload, ref _used, (ulong)place);
        }

        VarInt.Write(_payload, ref _used, guest.PageCount);
        VarInt.Write(_payload, ref _used, (ulong)Encoding.UTF8.GetByteCount(guest.Name));
        _used += Encoding.UTF8.GetBytes(guest.Name, _payload.AsSpan(_used));
        _itemCount++;
    }

    /// <inheritdoc/>
    internal override void Flush()
    {
        EndBlock();
        _destination.Flush();
    }

    /// <inheritdoc/>
    internal override void Complete(long recordCount)
    {
        EndBlock();
        _kind = BinaryBlockKind.End;
        _itemCount = 1;
        BinaryPrimitives.WriteUInt64LittleEndian(_payload, (ulong)recordCount);
        _used = sizeof(ulong);
        Flush();
    }

    /// <summary>Writes the block that was begun, if there is one; then none is.</summary>
    private void EndBlock()
    {
        if (!_hasHeader)
        {
            BinaryHeader.Write(_framed);
            _destination.Write(_framed, 0, BinaryHeader.Length);
            _hasHeader = true;
        }

        if (_itemCount == 0)
        {
            return;
        }

        Span<byte> stored = _framed.AsSpan(BinaryBlock.FrameLength);
        int storedLength = _compress ? LZ4Codec.Encode(_payload.AsSpan(0, _used), stored[..(_used - 1)]) : -1;
        bool isCompressed = storedLength > 0;
        if (!isCompressed)
        {
            storedLength = _used;
            _payload.AsSpan(0, _used).CopyTo(stored);
        }

        new BinaryBlock(
            _kind, isCompressed ? BinaryBlockCompression.Lz4 : BinaryBlockCompression.None, _sequence, _itemCount,
            storedLength, _used, XxHash3.HashToUInt64(stored[..storedLength])).Write(_framed);
        _destination.Write(_framed, 0, BinaryBlock.FrameLength + storedLength);
        _sequence++;
        _kind = default;
        _itemCount = 0;
        _used = 0;
    }
}
