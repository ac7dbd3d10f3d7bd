using System.Buffers.Binary;
using System.Diagnostics;

namespace PageEngine.Images;

/// <summary>The table of up to 256 contents whose bytes stand one behind the other in the archive.</summary>
/// <remarks>
/// <code>
/// 0     8          offset of the first byte in the archive
/// 8     8          checksum of all bytes of the group
/// 16    256 × 8    fingerprints
/// 2064  256 × 2    forms: [15..13 encoding] [12..0 length]
/// </code>
/// Kept in memory as it stands in the file: ten bytes a content.
/// </remarks>
internal sealed class ContentGroup
{
    internal const int Shift = 8;
    internal const int Capacity = 1 << Shift;
    internal const int Length = FormsAt + (Capacity * sizeof(ushort));

    private const int OffsetAt = 0;
    private const int ChecksumAt = 8;
    private const int FingerprintsAt = 16;
    private const int FormsAt = FingerprintsAt + (Capacity * sizeof(ulong));
    private const int LengthBits = 13;
    private const int LengthMask = (1 << LengthBits) - 1;

    internal byte[] Bytes { get; } = new byte[Length];

    /// <summary>Where the first content stands in the archive.</summary>
    internal long Offset
    {
        get => BinaryPrimitives.ReadInt64LittleEndian(Bytes.AsSpan(OffsetAt));
        set => BinaryPrimitives.WriteInt64LittleEndian(Bytes.AsSpan(OffsetAt), value);
    }

    internal ulong Checksum
    {
        get => BinaryPrimitives.ReadUInt64LittleEndian(Bytes.AsSpan(ChecksumAt));
        set => BinaryPrimitives.WriteUInt64LittleEndian(Bytes.AsSpan(ChecksumAt), value);
    }

    internal ulong FingerprintOf(int index) =>
        BinaryPrimitives.ReadUInt64LittleEndian(Bytes.AsSpan(FingerprintsAt + (index * sizeof(ulong))));

    internal int LengthOf(int index) => FormOf(index) & LengthMask;

    internal PageEncoding EncodingOf(int index) => (PageEncoding)(FormOf(index) >> LengthBits);

    /// <summary>Where a content stands, counted from the first one of the group.</summary>
    internal int PositionOf(int index)
    {
        int position = 0;
        for (int i = 0; i < index; i++)
        {
            position += LengthOf(i);
        }

        return position;
    }

    internal void SetFingerprint(int index, ulong fingerprint) => BinaryPrimitives.WriteUInt64LittleEndian(
        Bytes.AsSpan(FingerprintsAt + (index * sizeof(ulong))), fingerprint);

    internal void SetForm(int index, PageEncoding encoding, int length)
    {
        Debug.Assert(IsForm(encoding, length), "the encoder gives forms that the format has");
        BinaryPrimitives.WriteUInt16LittleEndian(
            Bytes.AsSpan(FormsAt + (index * sizeof(ushort))), (ushort)(((int)encoding << LengthBits) | length));
    }

    /// <summary>Whether the forms of the first contents are possible and those behind them empty.</summary>
    internal bool IsWellFormed(int contentCount)
    {
        for (int i = 0; i < Capacity; i++)
        {
            if (i < contentCount ? !IsForm(EncodingOf(i), LengthOf(i)) : FormOf(i) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private int FormOf(int index) =>
        BinaryPrimitives.ReadUInt16LittleEndian(Bytes.AsSpan(FormsAt + (index * sizeof(ushort))));

    private static bool IsForm(PageEncoding encoding, int length) => encoding switch
    {
        PageEncoding.Raw => length == Page.Size,
        PageEncoding.SameFilled => length == PageEngine.PageContent.PatternSize,
        PageEncoding.Lz4 or PageEncoding.Zstandard => length is > 0 and < Page.Size,
        _ => false,
    };
}
