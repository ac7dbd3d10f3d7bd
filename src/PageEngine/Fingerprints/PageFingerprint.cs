using System.IO.Hashing;

namespace PageEngine;

/// <summary>The 64-bit fingerprint of a page: XXH3-64 with the seed of the sharing domain.</summary>
/// <remarks>
/// A fingerprint is a hint and never a proof: pages are shared after a compare of their bytes. Pure functions, safe on
/// any thread, nothing is allocated.
/// </remarks>
public static class PageFingerprint
{
    private static readonly byte[] ZeroPage = new byte[Page.Size];

    /// <summary>The fingerprint of a page.</summary>
    /// <param name="page">The bytes of one page.</param>
    /// <param name="seed">The seed; other seeds give unrelated fingerprints.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is not that of a page.</exception>
    public static ulong Compute(ReadOnlySpan<byte> page, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(page.Length, Page.Size, nameof(page));
        return XxHash3.HashToUInt64(page, unchecked((long)seed));
    }

    /// <summary>The fingerprint of a page of zeros.</summary>
    /// <param name="seed">The seed.</param>
    public static ulong OfZeroPage(ulong seed) => Compute(ZeroPage, seed);

    /// <summary>The number of pairs of different pages that are expected to have the same fingerprint.</summary>
    /// <remarks>The birthday bound n(n − 1)/2 · 2⁻ᵇ; for a result far below 1 it is also the probability of any pair.</remarks>
    /// <param name="pageCount">The number of different pages, n.</param>
    /// <param name="bits">The width of the fingerprint, b, 1 to 64.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is outside 1 to 64.</exception>
    public static double ExpectedCollidingPairs(ulong pageCount, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 64);
        return (double)pageCount * (pageCount - 1.0) / 2 * Math.Pow(2, -bits);
    }
}
