using System.Buffers.Binary;
using System.IO.Hashing;

namespace PageEngine.Images;

/// <summary>The frame of a block of the binary form.</summary>
/// <remarks><code>
/// 0   magic, 4 bytes      4   kind, u8         5   compression, u8     6   0, u16
/// 8   sequence, u32       12  items, u32       16  stored bytes, u32   20  bytes when decompressed, u32
/// 24  XXH3-64 of the stored bytes, u64         32  XXH3-64 of bytes 0 to 31, u64
/// </code>
/// The frame has a checksum of its own. So the length of a block whose bytes are damaged can be believed, and looking
/// for the next block behind damage reads each byte a bounded number of times, whatever the bytes are.
/// </remarks>
/// <param name="Kind">What the payload is.</param>
/// <param name="Compression">How the payload is stored.</param>
/// <param name="Sequence">The number of the block, from 0.</param>
/// <param name="ItemCount">The guests or records in it.</param>
/// <param name="StoredLength">The bytes of the payload behind the frame.</param>
/// <param name="RawLength">The bytes of the payload when it is decompressed.</param>
/// <param name="PayloadChecksum">XXH3-64 of the stored payload.</param>
internal readonly record struct BinaryBlock(
    BinaryBlockKind Kind, BinaryBlockCompression Compression, uint Sequence, int ItemCount, int StoredLength,
    int RawLength, ulong PayloadChecksum)
{
    internal const int FrameLength = 40;

    /// <summary>The most bytes of a payload, stored or decompressed.</summary>
    internal const int MaxPayloadLength = 1 << 18;

    private const int KindAt = 4;
    private const int CompressionAt = 5;
    private const int ReservedAt = 6;
    private const int SequenceAt = 8;
    private const int ItemCountAt = 12;
    private const int StoredLengthAt = 16;
    private const int RawLengthAt = 20;
    private const int PayloadChecksumAt = 24;
    private const int FrameChecksumAt = 32;

    internal static ReadOnlySpan<byte> Magic => [0x8F, (byte)'P', (byte)'T', (byte)'B'];

    internal void Write(Span<byte> destination)
    {
        Magic.CopyTo(destination);
        destination[KindAt] = (byte)Kind;
        destination[CompressionAt] = (byte)Compression;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[ReservedAt..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[SequenceAt..], Sequence);
        BinaryPrimitives.WriteInt32LittleEndian(destination[ItemCountAt..], ItemCount);
        BinaryPrimitives.WriteInt32LittleEndian(destination[StoredLengthAt..], StoredLength);
        BinaryPrimitives.WriteInt32LittleEndian(destination[RawLengthAt..], RawLength);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[PayloadChecksumAt..], PayloadChecksum);
        BinaryPrimitives.WriteUInt64LittleEndian(
            destination[FrameChecksumAt..], XxHash3.HashToUInt64(destination[..FrameChecksumAt]));
    }

    /// <summary>Reads the frame of a block; false where the bytes are none.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> frame, out BinaryBlock block)
    {
        block = default;
        if (!frame.StartsWith(Magic))
        {
            return false;
        }

        ulong checksum = BinaryPrimitives.ReadUInt64LittleEndian(frame[FrameChecksumAt..]);
        if (checksum != XxHash3.HashToUInt64(frame[..FrameChecksumAt]))
        {
            return false;
        }

        block = new BinaryBlock(
            (BinaryBlockKind)frame[KindAt],
            (BinaryBlockCompression)frame[CompressionAt],
            BinaryPrimitives.ReadUInt32LittleEndian(frame[SequenceAt..]),
            BinaryPrimitives.ReadInt32LittleEndian(frame[ItemCountAt..]),
            BinaryPrimitives.ReadInt32LittleEndian(frame[StoredLengthAt..]),
            BinaryPrimitives.ReadInt32LittleEndian(frame[RawLengthAt..]),
            BinaryPrimitives.ReadUInt64LittleEndian(frame[PayloadChecksumAt..]));
        bool isPlain = block.Compression == BinaryBlockCompression.None;
        return block.Kind is >= BinaryBlockKind.Guests and <= BinaryBlockKind.End
            && block.Compression <= BinaryBlockCompression.Lz4
            && BinaryPrimitives.ReadUInt16LittleEndian(frame[ReservedAt..]) == 0
            && block.RawLength is > 0 and <= MaxPayloadLength
            && block.StoredLength > 0
            && (isPlain ? block.StoredLength == block.RawLength : block.StoredLength < block.RawLength)
            && block.ItemCount > 0 && block.ItemCount <= block.RawLength;
    }
}

/// <summary>What a block of the binary form holds.</summary>
internal enum BinaryBlockKind : byte
{
    Guests = 1,
    Records = 2,
    End = 3,
}

/// <summary>How the payload of a block is stored.</summary>
internal enum BinaryBlockCompression : byte
{
    None = 0,
    Lz4 = 1,
}
