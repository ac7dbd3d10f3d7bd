using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace PageEngine;

/// <summary>What changed between two versions of a page, in the XBZRLE format of QEMU.</summary>
/// <remarks>
/// <para>
/// The format ("XOR based zero run length encoding") is that of QEMU's <c>docs/devel/migration</c> and
/// <c>migration/xbzrle.c</c>, a sequence of pairs of runs:
/// </para>
/// <code>
/// delta = { zrun nzrun }
/// zrun  = length                  bytes to leave as they are; 0 only in the first pair
/// nzrun = length byte…            bytes to overwrite, at least 1, with their new values
/// length = ULEB128 of 1 or 2 bytes: 0…127 in one, up to 16383 in two
/// </code>
/// <para>
/// A run of unchanged bytes at the end is not written, so the delta of two equal pages is empty. The runs are maximal,
/// which makes the encoding unique.
/// </para>
/// <para>All members may be called on any thread and allocate nothing. Spans of one call must not overlap.</para>
/// </remarks>
public static class Xbzrle
{
    /// <summary>The longest block in bytes: what a length of two bytes can count, 16383.</summary>
    public const int MaxBlockSize = (1 << (2 * LengthBits)) - 1;

    private const int LengthBits = 7;
    private const int MoreFlag = 1 << LengthBits;
    private const int None = -1;

    /// <summary>Writes the changes that turn one version of a page into another.</summary>
    /// <remarks>
    /// The pages must not change during the call; of a page that a guest may write, encode a snapshot. The call takes
    /// one look at all bytes to size the delta, and only if it fits one step for each run.
    /// </remarks>
    /// <param name="oldPage">The page as the other side has it; at most <see cref="MaxBlockSize"/> bytes.</param>
    /// <param name="newPage">The page as it is now; as long as <paramref name="oldPage"/>.</param>
    /// <param name="destination">Room for the delta. Its content is undefined behind what was written.</param>
    /// <param name="written">The bytes of the delta: 0 for equal pages, and 0 if the delta does not fit.</param>
    /// <returns>Whether the delta fits the destination.</returns>
    /// <exception cref="ArgumentException">The pages differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The pages are longer than <see cref="MaxBlockSize"/>.</exception>
    public static bool TryEncode(
        ReadOnlySpan<byte> oldPage, ReadOnlySpan<byte> newPage, Span<byte> destination, out int written)
    {
        ThrowIfNotComparable(oldPage, newPage);
        Span<ulong> mask = stackalloc ulong[ByteDifference.WordsFor(newPage.Length)];
        ByteDifference.Mask(oldPage, newPage, mask);

        int size = SizeOf(mask, newPage.Length);
        if (size > destination.Length)
        {
            written = 0;
            return false;
        }

        Write(mask, newPage, destination);
        written = size;
        return true;
    }

    /// <summary>The bytes that <see cref="TryEncode"/> would write into a destination that is large enough.</summary>
    /// <param name="oldPage">The page as the other side has it; at most <see cref="MaxBlockSize"/> bytes.</param>
    /// <param name="newPage">The page as it is now; as long as <paramref name="oldPage"/>.</param>
    /// <returns>The exact size; more than the page's own where a delta does not pay.</returns>
    /// <exception cref="ArgumentException">The pages differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The pages are longer than <see cref="MaxBlockSize"/>.</exception>
    public static int EncodedSize(ReadOnlySpan<byte> oldPage, ReadOnlySpan<byte> newPage)
    {
        ThrowIfNotComparable(oldPage, newPage);
        Span<ulong> mask = stackalloc ulong[ByteDifference.WordsFor(newPage.Length)];
        ByteDifference.Mask(oldPage, newPage, mask);

        return SizeOf(mask, newPage.Length);
    }

    /// <summary>Applies a delta to the page that it was made against.</summary>
    /// <remarks>
    /// Made for deltas from an untrusted side: any bytes may be given. The delta is checked whole before the first byte
    /// is written, by the rules of QEMU's decoder, so a page is either changed as the delta says or not at all. Whether
    /// the page is the one that the delta was made against cannot be seen from the delta.
    /// </remarks>
    /// <param name="delta">The delta; empty for no change.</param>
    /// <param name="page">The old page on entry, the new one on return.</param>
    /// <returns>Whether the delta is well formed and stays inside the page; if not, the page is untouched.</returns>
    public static bool TryApply(ReadOnlySpan<byte> delta, Span<byte> page)
    {
        if (!IsWellFormed(delta, page.Length))
        {
            return false;
        }

        int at = 0;
        int position = 0;
        while (at < delta.Length)
        {
            bool isRun = TryReadRun(delta, ref at, ref position, page.Length, out int length);
            Debug.Assert(isRun, "the delta was checked whole");
            delta.Slice(at, length).CopyTo(page[position..]);
            at += length;
            position += length;
        }

        return true;
    }

    private static bool IsWellFormed(ReadOnlySpan<byte> delta, int pageLength)
    {
        int at = 0;
        int position = 0;
        while (at < delta.Length)
        {
            if (!TryReadRun(delta, ref at, ref position, pageLength, out int length))
            {
                return false;
            }

            at += length;
            position += length;
        }

        return true;
    }

    /// <summary>Reads one pair of runs; leaves both positions at the first byte to overwrite.</summary>
    private static bool TryReadRun(
        ReadOnlySpan<byte> delta, ref int at, ref int position, int pageLength, out int length)
    {
        bool isFirst = at == 0;
        length = 0;
        if (!TryReadLength(delta, ref at, out int gap) || (gap == 0 && !isFirst) || gap > pageLength - position)
        {
            return false;
        }

        position += gap;
        return TryReadLength(delta, ref at, out length)
            && length > 0
            && length <= pageLength - position
            && length <= delta.Length - at;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> delta, ref int at, out int length)
    {
        length = 0;
        if ((uint)at >= (uint)delta.Length)
        {
            return false;
        }

        length = delta[at++];
        if (length < MoreFlag)
        {
            return true;
        }

        if ((uint)at >= (uint)delta.Length || delta[at] >= MoreFlag)
        {
            return false;
        }

        length = (length & (MoreFlag - 1)) | (delta[at++] << LengthBits);
        return true;
    }

    /// <summary>The exact size of a delta, in one step for each word of the mask.</summary>
    /// <remarks>
    /// An edge is a byte that differs in kind from the one in front of it, and each ends a run whose length is written:
    /// <code>
    /// mask    0 0 1 1 1 0 1 0      (bit 0 stands left; before it and behind the page nothing has changed)
    /// edges   0 0 1 0 0 1 1 1
    /// </code>
    /// Only the first edge of a word can be 128 or more bytes behind the one before it.
    /// </remarks>
    private static int SizeOf(ReadOnlySpan<ulong> mask, int byteCount)
    {
        int size = 0;
        int lastEdge = 0;
        ulong lastBit = 0;
        for (int word = 0; word < mask.Length; word++)
        {
            ulong bits = mask[word];
            ulong edges = EdgesOf(bits, ref lastBit);
            size += BitOperations.PopCount(bits) + BitOperations.PopCount(edges);
            if (edges != 0)
            {
                int wordStart = word * ByteDifference.BytesPerWord;
                size += wordStart + BitOperations.TrailingZeroCount(edges) - lastEdge >= MoreFlag ? 1 : 0;
                lastEdge = wordStart + BitOperations.Log2(edges);
            }
        }

        // A run that reaches the last bit of the last word has no edge that ends it.
        return lastBit == 0 ? size : size + SizeOfLength(byteCount - lastEdge);
    }

    private static void Write(ReadOnlySpan<ulong> mask, ReadOnlySpan<byte> newPage, Span<byte> destination)
    {
        int size = 0;
        int start = None;
        int end = 0;
        ulong lastBit = 0;
        for (int word = 0; word < mask.Length; word++)
        {
            for (ulong edges = EdgesOf(mask[word], ref lastBit); edges != 0; edges &= edges - 1)
            {
                int edge = (word * ByteDifference.BytesPerWord) + BitOperations.TrailingZeroCount(edges);
                if (start == None)
                {
                    start = edge;
                    continue;
                }

                size += WritePair(destination[size..], start - end, newPage[start..], edge - start);
                end = edge;
                start = None;
            }
        }

        if (start != None)
        {
            WriteLongPair(destination[size..], start - end, newPage[start..], newPage.Length - start);
        }
    }

    private static ulong EdgesOf(ulong bits, ref ulong lastBit)
    {
        ulong edges = bits ^ ((bits << 1) | lastBit);
        lastBit = bits >> (ByteDifference.BytesPerWord - 1);
        return edges;
    }

    /// <summary>Writes a gap and a run; a short one as whole words, since what is behind it is undefined.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WritePair(Span<byte> destination, int gap, ReadOnlySpan<byte> source, int length)
    {
        if (gap >= MoreFlag || length > sizeof(ulong)
            || source.Length < sizeof(ulong) || destination.Length < sizeof(ushort) + sizeof(ulong))
        {
            return WriteLongPair(destination, gap, source, length);
        }

        BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)(gap | (length << 8)));
        ulong bytes = BinaryPrimitives.ReadUInt64LittleEndian(source);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[sizeof(ushort)..], bytes);
        return sizeof(ushort) + length;
    }

    private static int WriteLongPair(Span<byte> destination, int gap, ReadOnlySpan<byte> source, int length)
    {
        int size = WriteLength(destination, gap);
        size += WriteLength(destination[size..], length);
        source[..length].CopyTo(destination[size..]);
        return size + length;
    }

    private static int WriteLength(Span<byte> destination, int length)
    {
        Debug.Assert(length <= MaxBlockSize, "two bytes hold the length");
        if (length < MoreFlag)
        {
            destination[0] = (byte)length;
            return 1;
        }

        destination[1] = (byte)(length >> LengthBits);
        destination[0] = (byte)(length | MoreFlag);
        return 2;
    }

    private static int SizeOfLength(int length) => length < MoreFlag ? 1 : 2;

    private static void ThrowIfNotComparable(ReadOnlySpan<byte> oldPage, ReadOnlySpan<byte> newPage)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(newPage.Length, MaxBlockSize, nameof(newPage));
        if (oldPage.Length != newPage.Length)
        {
            throw new ArgumentException("Both versions of a page must be equally long.", nameof(newPage));
        }
    }
}
