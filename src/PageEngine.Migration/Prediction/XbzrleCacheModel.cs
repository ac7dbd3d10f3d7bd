using System.Numerics;

namespace PageEngine.Migration;

/// <summary>The cache of sent pages of an XBZRLE sender, without the pages.</summary>
/// <remarks>
/// Direct-mapped by address, a power of two of slots. An entry that was used in this round or the two before it keeps its
/// slot; the page that wanted it is sent whole. Source: QEMU, <c>migration/page_cache.c</c> (CACHED_PAGE_LIFETIME).
/// </remarks>
internal sealed class XbzrleCacheModel
{
    private const int Lifetime = 2;

    private readonly ulong[] _pages;
    private readonly int[] _ages;
    private readonly int[] _writes;
    private int _round;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="capacityPages">Its size; rounded down to a power of two.</param>
    /// <param name="writtenPages">The pages that may be written; all have numbers under this.</param>
    internal XbzrleCacheModel(ulong capacityPages, ulong writtenPages)
    {
        ulong slots = Math.Min(1UL << BitOperations.Log2(capacityPages), BitOperations.RoundUpToPowerOf2(writtenPages));
        _pages = new ulong[slots];
        _ages = new int[slots];
        _writes = new int[writtenPages];
        Array.Fill(_pages, ulong.MaxValue);
    }

    internal void StartRound() => _round++;

    internal void CountWrites(ulong page, int writes) => _writes[page] = (int)Math.Min((long)_writes[page] + writes, int.MaxValue);

    /// <summary>Sends a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="writes">The writes to it since it was sent before.</param>
    /// <returns>Whether the cache has it as it was sent before; if not, it is put there, if it finds room.</returns>
    internal bool Visit(ulong page, out int writes)
    {
        writes = 0;
        if (page >= (ulong)_writes.Length)
        {
            return false;
        }

        writes = _writes[page];
        _writes[page] = 0;
        ulong slot = page & ((ulong)_pages.Length - 1);
        bool isHit = _pages[slot] == page;
        if (isHit || _pages[slot] == ulong.MaxValue || _ages[slot] + Lifetime <= _round)
        {
            _pages[slot] = page;
            _ages[slot] = _round;
        }

        return isHit;
    }
}
