using System.Buffers.Binary;

namespace PageEngine.Images;

/// <summary>Writes little-endian numbers one behind the other.</summary>
internal ref struct FieldWriter(Span<byte> destination)
{
    private Span<byte> _rest = destination;

    internal void Put(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_rest, value);
        _rest = _rest[sizeof(ulong)..];
    }

    internal void Put(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_rest, value);
        _rest = _rest[sizeof(uint)..];
    }

    internal void Put(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_rest, value);
        _rest = _rest[sizeof(ushort)..];
    }
}
