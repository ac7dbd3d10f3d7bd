namespace PageEngine;

/// <summary>The frame around a saved host.</summary>
/// <remarks>
/// <code>
/// "PEHOST\r\n"   version (4)   blocks   0 (4)   XXH3-64 of all before the 0 (8)
/// block          length (4), 1 to 65 536, and as many bytes
/// </code>
/// Numbers are little-endian. A reader knows from the blocks where a saved host ends and reads no byte behind it, so
/// hosts may stand inside other streams. Numbers inside blocks are fixed (named so) or base-128 varints.
/// </remarks>
internal static class StateFormat
{
    internal const uint Version = 1;
    internal const int BlockSize = 1 << 16;
    internal const int BlockHeaderSize = sizeof(uint);

    /// <summary>The words of an array that are encoded at a time; runs do not reach over it.</summary>
    internal const int WordsPerChunk = 1 << 16;

    /// <summary>The longest varint of a 64-bit number.</summary>
    internal const int MaxNumberLength = 10;

    internal static ReadOnlySpan<byte> Magic => "PEHOST\r\n"u8;
}
