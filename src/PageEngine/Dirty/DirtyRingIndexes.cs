using System.Runtime.InteropServices;

namespace PageEngine;

/// <summary>
/// The positions of a <see cref="DirtyRing"/>, each in a pair of cache lines that nobody else writes.
/// </summary>
/// <remarks>
/// They only grow; the entry of a position is the position modulo the capacity. Always
/// <c>Reset ≤ Fetch ≤ Dirty ≤ Reset + capacity</c>.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = 4 * PaddingBytes)]
internal struct DirtyRingIndexes
{
    /// <summary>Two lines of 64 bytes, because processors fetch them in pairs.</summary>
    internal const int PaddingBytes = 128;

    /// <summary>The next entry to dirty; written by the producer.</summary>
    [FieldOffset(1 * PaddingBytes)]
    internal ulong Dirty;

    /// <summary>The next entry to reset; written by the consumer, read by the producer.</summary>
    [FieldOffset(2 * PaddingBytes)]
    internal ulong Reset;

    /// <summary>The next entry to harvest; the consumer's own.</summary>
    [FieldOffset(3 * PaddingBytes)]
    internal ulong Fetch;
}
