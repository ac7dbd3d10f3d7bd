using System.Buffers.Binary;

namespace PageEngine.Images;

/// <summary>A part of a checkpoint's map: the values of 1024 neighbouring pages, 4 bytes each.</summary>
internal static class PageMapChunk
{
    internal const int PageShift = 10;
    internal const int Pages = 1 << PageShift;
    internal const int Length = Pages * sizeof(uint);

    internal static uint ValueAt(ReadOnlySpan<byte> chunk, int index) =>
        BinaryPrimitives.ReadUInt32LittleEndian(chunk[(index * sizeof(uint))..]);

    internal static void SetValue(Span<byte> chunk, int index, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[(index * sizeof(uint))..], value);

    internal static ulong CountFor(ulong pages) => (pages + Pages - 1) >> PageShift;
}
