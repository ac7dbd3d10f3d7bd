using System.Numerics;

namespace PageEngine.Migration;

/// <summary>Says which of the pages that were sent a sender of deltas still has, and in which slot.</summary>
/// <remarks>
/// <para>
/// Direct-mapped by address, a power of two of slots. An entry that was used in this round or the one before it keeps its
/// slot; the page that wanted it is sent whole. Source: QEMU, <c>migration/page_cache.c</c> (CACHED_PAGE_LIFETIME).
/// </para>
/// <para>The contents are the caller's to keep, by slot. For one thread at a time; allocates nothing after it was made.</para>
/// </remarks>
public sealed class XbzrleCache
{
    /// <summary>The rounds that an entry keeps its slot against another page: 2.</summary>
    public const int Lifetime = 2;

    private const ulong Empty = ulong.MaxValue;

    private readonly ulong[] _pages;
    private readonly int[] _ages;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="capacityPages">Its size; rounded down to a power of two. At least 1, and less than 2³¹.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of range.</exception>
    public XbzrleCache(ulong capacityPages)
    {
        ArgumentOutOfRangeException.ThrowIfZero(capacityPages);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacityPages, (ulong)int.MaxValue);
        int slots = 1 << BitOperations.Log2(capacityPages);
        _pages = new ulong[slots];
        _ages = new int[slots];
        Array.Fill(_pages, Empty);
    }

    /// <summary>Makes a cache as it was.</summary>
    /// <param name="pages">What <see cref="Pages"/> was.</param>
    /// <param name="ages">What <see cref="Ages"/> was.</param>
    /// <param name="round">What <see cref="Round"/> was.</param>
    /// <exception cref="ArgumentException">The lengths are not one power of two, or a page is not in its slot.</exception>
    public XbzrleCache(ReadOnlySpan<ulong> pages, ReadOnlySpan<int> ages, int round)
    {
        if (!BitOperations.IsPow2(pages.Length) || pages.Length != ages.Length)
        {
            throw new ArgumentException("A cache has a power of two of slots, each with an age.", nameof(pages));
        }

        for (int slot = 0; slot < pages.Length; slot++)
        {
            if (pages[slot] != Empty && (int)(pages[slot] & ((ulong)pages.Length - 1)) != slot)
            {
                throw new ArgumentException($"Page {pages[slot]} does not belong into slot {slot}.", nameof(pages));
            }
        }

        _pages = pages.ToArray();
        _ages = ages.ToArray();
        Round = round;
    }

    /// <summary>The slots.</summary>
    public int SlotCount => _pages.Length;

    /// <summary>The rounds that have begun, from 0.</summary>
    public int Round { get; private set; }

    /// <summary>The page in each slot; <see cref="ulong.MaxValue"/> for none.</summary>
    public ReadOnlySpan<ulong> Pages => _pages;

    /// <summary>The round in which each slot was last used.</summary>
    public ReadOnlySpan<int> Ages => _ages;

    /// <summary>Begins the next round.</summary>
    public void StartRound() => Round++;

    /// <summary>Sends a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="slot">Where its content, as it is sent, is to be kept; −1 when there is no room for it.</param>
    /// <returns>Whether the slot has the page as it was sent before: then a delta can be made.</returns>
    public bool Visit(GuestFrameNumber page, out int slot)
    {
        slot = (int)(page.Value & ((ulong)_pages.Length - 1));
        bool isHit = _pages[slot] == page.Value;
        if (isHit || _pages[slot] == Empty || _ages[slot] + Lifetime <= Round)
        {
            _pages[slot] = page.Value;
            _ages[slot] = Round;
        }
        else
        {
            slot = -1;
        }

        return isHit;
    }
}
