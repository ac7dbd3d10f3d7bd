using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PageEngine;

/// <summary>The search of one bucket of the sharing index: eight slots, one cache line, compared at once.</summary>
/// <remarks>
/// A lane is one slot of 64 bits: [63..32] key, [31..0] frame. Bit i of a result speaks of slot i. Each arm does what
/// <see cref="MatchScalar"/> does; tests hold them equal.
/// </remarks>
internal static class BucketKernel
{
    internal const int Slots = 8;
    private const int KeyShift = 32;

    /// <summary>Which slots have this key, and which are empty (all bits zero).</summary>
    internal static uint Match(ReadOnlySpan<ulong> bucket, uint key, out uint empty)
    {
        Debug.Assert(bucket.Length == Slots, "a bucket is one cache line");
        if (Vector512.IsHardwareAccelerated)
        {
            return Match512(bucket, key, out empty);
        }

        return Vector256.IsHardwareAccelerated ? Match256(bucket, key, out empty) : MatchScalar(bucket, key, out empty);
    }

    internal static uint Match512(ReadOnlySpan<ulong> bucket, uint key, out uint empty)
    {
        Vector512<ulong> slots = Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(bucket));
        empty = (uint)Vector512.Equals(slots, Vector512<ulong>.Zero).ExtractMostSignificantBits();
        return (uint)Vector512.Equals(slots >>> KeyShift, Vector512.Create((ulong)key)).ExtractMostSignificantBits();
    }

    internal static uint Match256(ReadOnlySpan<ulong> bucket, uint key, out uint empty)
    {
        const int Half = Slots / 2;
        ref ulong start = ref MemoryMarshal.GetReference(bucket);
        Vector256<ulong> low = Vector256.LoadUnsafe(ref start);
        Vector256<ulong> high = Vector256.LoadUnsafe(ref start, Half);
        Vector256<ulong> wanted = Vector256.Create((ulong)key);
        empty = Vector256.Equals(low, Vector256<ulong>.Zero).ExtractMostSignificantBits()
            | (Vector256.Equals(high, Vector256<ulong>.Zero).ExtractMostSignificantBits() << Half);
        return Vector256.Equals(low >>> KeyShift, wanted).ExtractMostSignificantBits()
            | (Vector256.Equals(high >>> KeyShift, wanted).ExtractMostSignificantBits() << Half);
    }

    internal static uint MatchScalar(ReadOnlySpan<ulong> bucket, uint key, out uint empty)
    {
        uint match = 0;
        empty = 0;
        for (int i = 0; i < Slots; i++)
        {
            match |= bucket[i] >> KeyShift == key ? 1u << i : 0;
            empty |= bucket[i] == 0 ? 1u << i : 0;
        }

        return match;
    }
}
