using System.Buffers.Binary;
using System.Numerics;

namespace PageEngine;

/// <summary>What one word says about the bytes of a page: that they are zero, or one pattern repeated.</summary>
/// <remarks>
/// All members are pure functions of their arguments, may be called on any thread and allocate nothing. They take
/// blocks of any length, so a run of neighbouring pages may be asked about in one call.
/// </remarks>
public static class PageContent
{
    /// <summary>The bytes in the pattern of a same-filled page: 8.</summary>
    public const int PatternSize = sizeof(ulong);

    /// <summary>Whether every byte is zero.</summary>
    /// <remarks>Stops at the first vector that holds another byte. An empty block is zero.</remarks>
    /// <param name="page">The bytes of a page, or of any block.</param>
    public static bool IsZero(ReadOnlySpan<byte> page) => !page.ContainsAnyExcept((byte)0);

    /// <summary>Whether the page is one 8-byte pattern, repeated; and which.</summary>
    /// <remarks>
    /// The same notion as the "same-filled page" of Linux zram and zswap (<c>page_same_filled</c>), fixed to 64 bits
    /// and to little-endian order so that it does not depend on the machine. A zero page has the pattern 0.
    /// </remarks>
    /// <param name="page">The bytes of a page, or of any block of at least one pattern and whole patterns.</param>
    /// <param name="pattern">The first 8 bytes in little-endian order; 0 if the answer is no.</param>
    /// <exception cref="ArgumentException">The length is 0 or no multiple of <see cref="PatternSize"/>.</exception>
    public static bool TryGetPattern(ReadOnlySpan<byte> page, out ulong pattern)
    {
        ThrowIfNotWholePatterns(page);
        // Two loads settle it for nearly every page that is not same-filled: pages differ first at their ends.
        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(page);
        ulong last = BinaryPrimitives.ReadUInt64LittleEndian(page[^PatternSize..]);

        // Every word equals its neighbour exactly when all are equal.
        bool isFilled = first == last && page[PatternSize..].SequenceEqual(page[..^PatternSize]);
        pattern = isFilled ? first : 0;
        return isFilled;
    }

    /// <summary>Fills a page with one 8-byte pattern, repeated.</summary>
    /// <param name="page">The page to overwrite, or any block of at least one pattern and whole patterns.</param>
    /// <param name="pattern">The pattern, stored in little-endian order.</param>
    /// <exception cref="ArgumentException">The length is 0 or no multiple of <see cref="PatternSize"/>.</exception>
    public static void Fill(Span<byte> page, ulong pattern)
    {
        ThrowIfNotWholePatterns(page);
        BinaryPrimitives.WriteUInt64LittleEndian(page, pattern);
        for (int filled = PatternSize; filled < page.Length; filled *= 2)
        {
            int count = Math.Min(filled, page.Length - filled);
            page[..count].CopyTo(page[filled..]);
        }
    }

    /// <summary>How many bytes of two blocks differ.</summary>
    /// <param name="left">The bytes of a page, or of any block.</param>
    /// <param name="right">The bytes to compare with; as long as <paramref name="left"/>.</param>
    /// <exception cref="ArgumentException">The blocks differ in length.</exception>
    public static int CountDifferentBytes(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length)
        {
            throw new ArgumentException("Both blocks must be equally long.", nameof(right));
        }

        int count = 0;
        Span<ulong> mask = stackalloc ulong[ByteDifference.WordsFor(Page.Size)];
        while (!left.IsEmpty)
        {
            int length = Math.Min(left.Length, Page.Size);
            Span<ulong> words = mask[..ByteDifference.WordsFor(length)];
            ByteDifference.Mask(left[..length], right[..length], words);
            foreach (ulong word in words)
            {
                count += BitOperations.PopCount(word);
            }

            left = left[length..];
            right = right[length..];
        }

        return count;
    }

    private static void ThrowIfNotWholePatterns(ReadOnlySpan<byte> page)
    {
        if (page.IsEmpty || page.Length % PatternSize != 0)
        {
            throw new ArgumentException($"The block must be whole patterns of {PatternSize} bytes.", nameof(page));
        }
    }
}
