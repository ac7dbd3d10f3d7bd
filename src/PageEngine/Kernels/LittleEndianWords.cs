using System.Numerics;
using System.Runtime.InteropServices;

namespace PageEngine;

/// <summary>Words to bytes and back, lowest byte first on every machine.</summary>
internal static class LittleEndianWords
{
    /// <summary>Writes words; the destination has the bytes of all of them.</summary>
    internal static void Write<T>(ReadOnlySpan<T> words, Span<byte> destination)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(words).CopyTo(destination);
        }
        else
        {
            WriteScalar(words, destination);
        }
    }

    /// <summary>Reads as many words as there is room for; the source has the bytes of all of them.</summary>
    internal static void Read<T>(ReadOnlySpan<byte> source, Span<T> words)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (BitConverter.IsLittleEndian)
        {
            Span<byte> bytes = MemoryMarshal.AsBytes(words);
            source[..bytes.Length].CopyTo(bytes);
        }
        else
        {
            ReadScalar(source, words);
        }
    }

    internal static void WriteScalar<T>(ReadOnlySpan<T> words, Span<byte> destination)
        where T : unmanaged, IBinaryInteger<T>
    {
        int size = T.Zero.GetByteCount();
        for (int i = 0; i < words.Length; i++)
        {
            words[i].WriteLittleEndian(destination[(i * size)..]);
        }
    }

    internal static void ReadScalar<T>(ReadOnlySpan<byte> source, Span<T> words)
        where T : unmanaged, IBinaryInteger<T>
    {
        int size = T.Zero.GetByteCount();
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = T.ReadLittleEndian(source.Slice(i * size, size), isUnsigned: true);
        }
    }
}
