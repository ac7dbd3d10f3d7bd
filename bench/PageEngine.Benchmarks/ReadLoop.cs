using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PageEngine.Benchmarks;

/// <summary>The limit inside .NET: loads that do nothing but pass by.</summary>
internal static class ReadLoop
{
    /// <summary>Xors all bytes together in lanes of 64; the length is a multiple of 256.</summary>
    internal static ulong Run(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<Vector512<ulong>> lanes = MemoryMarshal.Cast<byte, Vector512<ulong>>(bytes);
        Vector512<ulong> a = default, b = default, c = default, d = default;
        // Four sums, so that no load waits for the xor before it.
        while (lanes.Length >= 4)
        {
            a ^= lanes[0];
            b ^= lanes[1];
            c ^= lanes[2];
            d ^= lanes[3];
            lanes = lanes[4..];
        }

        return Vector512.Sum(a ^ b ^ c ^ d);
    }
}
