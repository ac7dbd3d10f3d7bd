using System.Numerics;

namespace PageEngine.Linux;

/// <summary>Finds pages with the fingerprint of an earlier page.</summary>
/// <remarks>An open-addressed table of page numbers and fingerprints, at most half full.</remarks>
internal sealed class FingerprintGroups
{
    private const uint Empty = uint.MaxValue;

    private readonly uint[] _pages;
    private readonly ulong[] _fingerprints;
    private readonly int _shift;

    /// <summary>Makes a table for a number of pages.</summary>
    internal FingerprintGroups(ulong pageCount)
    {
        ulong slots = BitOperations.RoundUpToPowerOf2(Math.Max(pageCount, 1) * 2);
        _pages = new uint[slots];
        _fingerprints = new ulong[slots];
        _pages.AsSpan().Fill(Empty);
        _shift = 64 - BitOperations.Log2(slots);
    }

    /// <summary>Adds a page, unless there is one with its fingerprint.</summary>
    /// <returns>The page that was there, or the page itself.</returns>
    internal uint FindOrAdd(ulong fingerprint, uint page)
    {
        ulong mask = (ulong)_pages.Length - 1;
        for (ulong slot = _shift == 64 ? 0 : fingerprint >> _shift; ; slot = (slot + 1) & mask)
        {
            if (_pages[slot] == Empty)
            {
                _pages[slot] = page;
                _fingerprints[slot] = fingerprint;
                return page;
            }

            if (_fingerprints[slot] == fingerprint)
            {
                return _pages[slot];
            }
        }
    }
}
