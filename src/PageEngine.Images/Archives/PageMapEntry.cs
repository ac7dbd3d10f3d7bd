using System.Buffers.Binary;

namespace PageEngine.Images;

/// <summary>Where a part of a checkpoint's map stands; the default is a part with zero pages only.</summary>
/// <param name="Offset">The offset in the archive, or 0.</param>
/// <param name="Checksum">The checksum of the part, or 0.</param>
internal readonly record struct PageMapEntry(long Offset, ulong Checksum)
{
    internal const int Length = 16;

    internal bool IsZero => Offset == 0;

    internal static PageMapEntry Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[sizeof(long)..]));

    internal void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Offset);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[sizeof(long)..], Checksum);
    }
}
