using System.Buffers.Binary;
using System.IO.Hashing;

namespace PageEngine.Images;

/// <summary>The first bytes of the binary form.</summary>
/// <remarks><code>
/// 0  magic, 8 bytes   8  version, u16   10  0, u16   12  page size, u32   16  XXH3-64 of bytes 0 to 15, u64
/// </code></remarks>
internal static class BinaryHeader
{
    internal const int Length = 24;

    private const int VersionAt = 8;
    private const int ReservedAt = 10;
    private const int PageSizeAt = 12;
    private const int ChecksumAt = 16;

    /// <summary>
    /// Not ASCII at the beginning, and both kinds of line ends: a transfer that takes it for text breaks it.
    /// </summary>
    internal static ReadOnlySpan<byte> Magic =>
        [0x8F, (byte)'P', (byte)'T', (byte)'R', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    internal static void Write(Span<byte> destination)
    {
        Magic.CopyTo(destination);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[VersionAt..], PageTrace.FormatVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[ReservedAt..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[PageSizeAt..], Page.Size);
        BinaryPrimitives.WriteUInt64LittleEndian(
            destination[ChecksumAt..], XxHash3.HashToUInt64(destination[..ChecksumAt]));
    }

    /// <summary>Throws where the header, which begins with the magic bytes, is none that this reader knows.</summary>
    internal static void Check(ReadOnlySpan<byte> header)
    {
        if (header.Length < Length)
        {
            throw new PageTraceException("the page trace ends inside of its header");
        }

        if (BinaryPrimitives.ReadUInt64LittleEndian(header[ChecksumAt..]) != XxHash3.HashToUInt64(header[..ChecksumAt]))
        {
            throw new PageTraceException("the header of the page trace is damaged: its checksum is wrong");
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(header[VersionAt..]) != PageTrace.FormatVersion)
        {
            throw TextHeader.OtherVersion();
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(header[ReservedAt..]) != 0
            || BinaryPrimitives.ReadUInt32LittleEndian(header[PageSizeAt..]) != Page.Size)
        {
            throw new PageTraceException($"the header of the page trace is not that of pages of {Page.Size} bytes");
        }
    }
}
