using System.IO.Hashing;

namespace PageEngine.Images;

/// <summary>The checksum of every part of an archive: XXH3-64 with the archive's seed.</summary>
internal static class ArchiveChecksum
{
    internal static ulong Of(ReadOnlySpan<byte> bytes, ulong seed) =>
        XxHash3.HashToUInt64(bytes, unchecked((long)seed));

    internal static XxHash3 Begin(ulong seed) => new(unchecked((long)seed));
}
