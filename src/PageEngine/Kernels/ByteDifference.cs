using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PageEngine;

/// <summary>Where two blocks of equal length differ, as one bit a byte.</summary>
/// <remarks>
/// Bit i of word w stands for byte 64·w + i and is set when the two bytes differ; bits behind the last byte are clear.
/// <code>
/// left   61 62 63 64 65 66 67 68 …
/// right  61 62 00 00 65 66 67 00 …
/// mask    0  0  1  1  0  0  0  1 …      (bit 0 stands left)
/// </code>
/// Every arm writes the same words: a vector compare sets all bits of the lanes that are equal, and the inverse of the
/// lanes' top bits is a piece of the mask as wide as the vector is long: 64, 32 or 16 bits.
/// </remarks>
internal static class ByteDifference
{
    /// <summary>The bytes that one word of the mask stands for.</summary>
    internal const int BytesPerWord = 64;

    /// <summary>The words of a mask over so many bytes.</summary>
    internal static int WordsFor(int byteCount) => (byteCount + BytesPerWord - 1) / BytesPerWord;

    /// <summary>Writes the mask of the bytes that differ.</summary>
    internal static void Mask(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<ulong> mask)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Mask512(left, right, mask);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Mask256(left, right, mask);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Mask128(left, right, mask);
        }
        else
        {
            MaskScalar(left, right, mask);
        }
    }

    internal static void Mask512(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<ulong> mask)
    {
        int words = Begin(left, right, mask);
        ref byte l = ref MemoryMarshal.GetReference(left);
        ref byte r = ref MemoryMarshal.GetReference(right);
        for (int word = 0; word < words; word++)
        {
            nuint at = (nuint)(word * BytesPerWord);
            mask[word] = ~Vector512.Equals(Vector512.LoadUnsafe(ref l, at), Vector512.LoadUnsafe(ref r, at))
                .ExtractMostSignificantBits();
        }

        MaskRemainder(left, right, mask, words);
    }

    internal static void Mask256(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<ulong> mask)
    {
        int words = Begin(left, right, mask);
        ref byte l = ref MemoryMarshal.GetReference(left);
        ref byte r = ref MemoryMarshal.GetReference(right);
        for (int word = 0; word < words; word++)
        {
            nuint at = (nuint)(word * BytesPerWord);
            mask[word] = ~(Equal256(ref l, ref r, at) | (Equal256(ref l, ref r, at + 32) << 32));
        }

        MaskRemainder(left, right, mask, words);
    }

    internal static void Mask128(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<ulong> mask)
    {
        int words = Begin(left, right, mask);
        ref byte l = ref MemoryMarshal.GetReference(left);
        ref byte r = ref MemoryMarshal.GetReference(right);
        for (int word = 0; word < words; word++)
        {
            nuint at = (nuint)(word * BytesPerWord);
            mask[word] = ~(Equal128(ref l, ref r, at)
                | (Equal128(ref l, ref r, at + 16) << 16)
                | (Equal128(ref l, ref r, at + 32) << 32)
                | (Equal128(ref l, ref r, at + 48) << 48));
        }

        MaskRemainder(left, right, mask, words);
    }

    internal static void MaskScalar(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<ulong> mask)
    {
        int words = Begin(left, right, mask);
        for (int word = 0; word < words; word++)
        {
            int at = word * BytesPerWord;
            mask[word] = ScalarWord(left.Slice(at, BytesPerWord), right.Slice(at, BytesPerWord));
        }

        MaskRemainder(left, right, mask, words);
    }

    /// <summary>States what the arms rely on and returns the number of whole words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Begin(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<ulong> mask)
    {
        Debug.Assert(left.Length == right.Length, "the blocks are equally long");
        Debug.Assert(mask.Length == WordsFor(left.Length), "the mask is exactly as long as the blocks need");
        // SAFETY: the arms load the BytesPerWord bytes at 64·word for each word below Length / 64: inside both spans.
        return left.Length / BytesPerWord;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Equal256(ref byte left, ref byte right, nuint at) =>
        Vector256.Equals(Vector256.LoadUnsafe(ref left, at), Vector256.LoadUnsafe(ref right, at))
            .ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Equal128(ref byte left, ref byte right, nuint at) =>
        Vector128.Equals(Vector128.LoadUnsafe(ref left, at), Vector128.LoadUnsafe(ref right, at))
            .ExtractMostSignificantBits();

    private static void MaskRemainder(
        ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<ulong> mask, int wholeWords)
    {
        if (wholeWords < mask.Length)
        {
            mask[wholeWords] = ScalarWord(left[(wholeWords * BytesPerWord)..], right[(wholeWords * BytesPerWord)..]);
        }
    }

    private static ulong ScalarWord(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Debug.Assert(left.Length <= BytesPerWord && left.Length == right.Length, "the bytes fit one word");
        ulong word = 0;
        for (int i = 0; i < left.Length; i++)
        {
            word |= (left[i] == right[i] ? 0UL : 1UL) << i;
        }

        return word;
    }
}
