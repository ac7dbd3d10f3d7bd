using System.Buffers.Binary;

namespace PageEngine.Images;

/// <summary>The first bytes of an archive; see docs/archive.md.</summary>
internal static class ArchiveHeader
{
    internal const int Length = 32;

    private const uint Version = 1;
    private const int VersionAt = 8;
    private const int PageSizeAt = 12;
    private const int SeedAt = 16;
    private const int ChecksumAt = 24;

    // A byte above 127 and both kinds of line ends, so that a copy as text is noticed.
    private static ReadOnlySpan<byte> Magic =>
        [0x89, (byte)'P', (byte)'E', (byte)'A', (byte)'\r', (byte)'\n', 0x1A, 0x0A];

    internal static bool IsArchive(ReadOnlySpan<byte> head) => head.StartsWith(Magic);

    internal static void Write(Span<byte> header, ulong seed)
    {
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[VersionAt..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header[PageSizeAt..], Page.Size);
        BinaryPrimitives.WriteUInt64LittleEndian(header[SeedAt..], seed);
        BinaryPrimitives.WriteUInt64LittleEndian(header[ChecksumAt..], ArchiveChecksum.Of(header[..ChecksumAt], 0));
    }

    /// <summary>Reads the seed of the archive's fingerprints and checksums; says what is wrong, or nothing.</summary>
    internal static string? Read(ReadOnlySpan<byte> header, out ulong seed)
    {
        seed = 0;
        if (header.Length < Length || !IsArchive(header))
        {
            return "this is no archive of memory checkpoints";
        }

        ulong checksum = BinaryPrimitives.ReadUInt64LittleEndian(header[ChecksumAt..]);
        if (checksum != ArchiveChecksum.Of(header[..ChecksumAt], 0))
        {
            return "the header of the archive is damaged";
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header[VersionAt..]);
        if (version != Version || BinaryPrimitives.ReadUInt32LittleEndian(header[PageSizeAt..]) != Page.Size)
        {
            return $"this is an archive of version {version}; known is {Version}, with pages of {Page.Size} bytes";
        }

        seed = BinaryPrimitives.ReadUInt64LittleEndian(header[SeedAt..]);
        return null;
    }
}
