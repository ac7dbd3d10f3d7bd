using System.Buffers.Binary;
using System.IO.Hashing;

namespace PageEngine.Migration;

/// <summary>The numbers of the page stream that both sides must agree on.</summary>
/// <remarks>
/// <code>
/// frame   [0..2)   marker 0x5347      [2]  kind      [3]  0
///         [4..8)   payload length     [8..12)  sequence number
///         [12..16) low half of XXH3-64 of [0..12)
///         [16..24) XXH3-64 of the payload
///         [24..)   payload
/// </code>
/// All numbers are little-endian. Lengths are trusted only when the header's checksum has shown that they were written.
/// </remarks>
internal static class StreamFormat
{
    internal const ushort CurrentVersion = 1;
    internal const ushort Marker = 0x5347;
    internal const int HeaderBytes = 24;
    internal const int MaxPagesPerFrame = 256;
    internal const int MaxRanges = 1024;
    internal const int RangeBytes = 16;
    internal const int MaxStateBytes = 1 << 18;
    internal const int MaxNameBytes = 64;
    internal const int MaxTextBytes = 1024;
    internal const int MaxPayloadBytes = (MaxPagesPerFrame * (Page.Size + PageDescriptor.Bytes)) + sizeof(uint);

    private const int KindOffset = 2;
    private const int LengthOffset = 4;
    private const int SequenceOffset = 8;
    private const int HeaderCheckOffset = 12;
    private const int PayloadCheckOffset = 16;

    /// <summary>Writes the header in front of a payload that is in place.</summary>
    internal static void WriteHeader(Span<byte> frame, StreamFrameKind kind, uint sequence)
    {
        ReadOnlySpan<byte> payload = frame[HeaderBytes..];
        BinaryPrimitives.WriteUInt16LittleEndian(frame, Marker);
        frame[KindOffset] = (byte)kind;
        frame[KindOffset + 1] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(frame[LengthOffset..], payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[SequenceOffset..], sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[HeaderCheckOffset..], HeaderCheck(frame));
        BinaryPrimitives.WriteUInt64LittleEndian(frame[PayloadCheckOffset..], XxHash3.HashToUInt64(payload));
    }

    /// <summary>Reads a header; nothing in it is used before its checksum was right.</summary>
    internal static StreamError ReadHeader(
        ReadOnlySpan<byte> header, uint sequence, out StreamFrameKind kind, out int length, out ulong check)
    {
        kind = default;
        length = 0;
        check = 0;
        if (BinaryPrimitives.ReadUInt16LittleEndian(header) != Marker)
        {
            return StreamError.NotAFrame;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(header[HeaderCheckOffset..]) != HeaderCheck(header))
        {
            return StreamError.HeaderDamaged;
        }

        kind = (StreamFrameKind)header[KindOffset];
        uint bytes = BinaryPrimitives.ReadUInt32LittleEndian(header[LengthOffset..]);
        check = BinaryPrimitives.ReadUInt64LittleEndian(header[PayloadCheckOffset..]);
        if (bytes > MaxPayloadBytes)
        {
            return StreamError.TooLong;
        }

        length = (int)bytes;
        if (header[KindOffset + 1] != 0 || kind is < StreamFrameKind.Hello or > StreamFrameKind.Acknowledge)
        {
            return StreamError.UnknownKind;
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(header[SequenceOffset..]) == sequence
            ? StreamError.None
            : StreamError.OutOfSequence;
    }

    internal static bool HasCheck(ReadOnlySpan<byte> payload, ulong check) => XxHash3.HashToUInt64(payload) == check;

    private static uint HeaderCheck(ReadOnlySpan<byte> header) =>
        (uint)XxHash3.HashToUInt64(header[..HeaderCheckOffset]);
}
