using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;

namespace PageEngine.Simulation;

/// <summary>Numbers of 1, 4 or 8 bytes to bytes and back, lowest byte first on every machine.</summary>
internal static class WordBytes
{
    /// <summary>Writes numbers; the destination has the bytes of all of them.</summary>
    internal static void Write<T>(ReadOnlySpan<T> values, Span<byte> destination)
        where T : unmanaged, IBinaryInteger<T>
    {
        int size = T.Zero.GetByteCount();
        Debug.Assert(size is sizeof(byte) or sizeof(uint) or sizeof(ulong), "numbers of these sizes are saved");
        for (int i = 0; i < values.Length; i++)
        {
            if (size == sizeof(byte))
            {
                destination[i] = byte.CreateTruncating(values[i]);
            }
            else if (size == sizeof(uint))
            {
                BinaryPrimitives.WriteUInt32LittleEndian(destination[(i * sizeof(uint))..], uint.CreateTruncating(values[i]));
            }
            else
            {
                BinaryPrimitives.WriteUInt64LittleEndian(destination[(i * sizeof(ulong))..], ulong.CreateTruncating(values[i]));
            }
        }
    }

    /// <summary>Reads as many numbers as there is room for; the source has the bytes of all of them.</summary>
    internal static void Read<T>(ReadOnlySpan<byte> source, Span<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        int size = T.Zero.GetByteCount();
        Debug.Assert(size is sizeof(byte) or sizeof(uint) or sizeof(ulong), "numbers of these sizes are saved");
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = size switch
            {
                sizeof(byte) => T.CreateTruncating(source[i]),
                sizeof(uint) => T.CreateTruncating(BinaryPrimitives.ReadUInt32LittleEndian(source[(i * sizeof(uint))..])),
                _ => T.CreateTruncating(BinaryPrimitives.ReadUInt64LittleEndian(source[(i * sizeof(ulong))..])),
            };
        }
    }
}
