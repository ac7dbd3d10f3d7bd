using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PageEngine;

/// <summary>Compares four pairs of frames at once, a line of each in turn.</summary>
/// <remarks>
/// The frames met earlier come from memory and in no order. One page at a time, the processor's prefetcher has to find
/// its pace anew for each; with eight streams at once it keeps more lines on their way. There is no early end: pages
/// whose fingerprints agree are equal. A lane is one byte; the arms are held equal by tests.
/// </remarks>
internal static class PageCompareKernel
{
    /// <summary>The pairs of one call.</summary>
    internal const int Pairs = 4;

    /// <summary>Whether the frames of each pair hold the same bytes.</summary>
    /// <param name="frames">The first byte of frame 0; frames follow one another.</param>
    /// <param name="left">The first frame of each of four pairs.</param>
    /// <param name="right">The second frame of each of four pairs.</param>
    /// <param name="equal">Takes the four answers.</param>
    internal static void Compare(ref byte frames, ReadOnlySpan<uint> left, ReadOnlySpan<uint> right, Span<bool> equal)
    {
        Debug.Assert(left.Length == Pairs && right.Length == Pairs && equal.Length == Pairs, "four pairs make a call");
        if (Vector512.IsHardwareAccelerated)
        {
            Compare512(ref frames, left, right, equal);
        }
        else
        {
            CompareInTurn(ref frames, left, right, equal);
        }
    }

    internal static void Compare512(ref byte frames, ReadOnlySpan<uint> left, ReadOnlySpan<uint> right, Span<bool> equal)
    {
        ref byte left0 = ref Start(ref frames, left[0]);
        ref byte left1 = ref Start(ref frames, left[1]);
        ref byte left2 = ref Start(ref frames, left[2]);
        ref byte left3 = ref Start(ref frames, left[3]);
        ref byte right0 = ref Start(ref frames, right[0]);
        ref byte right1 = ref Start(ref frames, right[1]);
        ref byte right2 = ref Start(ref frames, right[2]);
        ref byte right3 = ref Start(ref frames, right[3]);
        Vector512<byte> different0 = default;
        Vector512<byte> different1 = default;
        Vector512<byte> different2 = default;
        Vector512<byte> different3 = default;
        for (nuint offset = 0; offset < Page.Size; offset += (nuint)Vector512<byte>.Count)
        {
            different0 |= Vector512.LoadUnsafe(ref left0, offset) ^ Vector512.LoadUnsafe(ref right0, offset);
            different1 |= Vector512.LoadUnsafe(ref left1, offset) ^ Vector512.LoadUnsafe(ref right1, offset);
            different2 |= Vector512.LoadUnsafe(ref left2, offset) ^ Vector512.LoadUnsafe(ref right2, offset);
            different3 |= Vector512.LoadUnsafe(ref left3, offset) ^ Vector512.LoadUnsafe(ref right3, offset);
        }

        equal[0] = different0 == default;
        equal[1] = different1 == default;
        equal[2] = different2 == default;
        equal[3] = different3 == default;
    }

    internal static void CompareInTurn(
        ref byte frames, ReadOnlySpan<uint> left, ReadOnlySpan<uint> right, Span<bool> equal)
    {
        for (int pair = 0; pair < Pairs; pair++)
        {
            ReadOnlySpan<byte> leftPage = MemoryMarshal.CreateReadOnlySpan(ref Start(ref frames, left[pair]), Page.Size);
            ReadOnlySpan<byte> rightPage = MemoryMarshal.CreateReadOnlySpan(ref Start(ref frames, right[pair]), Page.Size);
            equal[pair] = leftPage.SequenceEqual(rightPage);
        }
    }

    private static ref byte Start(ref byte frames, uint frame) =>
        ref Unsafe.AddByteOffset(ref frames, (nuint)frame << Page.Shift);
}
