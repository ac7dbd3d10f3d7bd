namespace PageEngine.Images;

/// <summary>Finds the contents that have a fingerprint: hints, which a compare of bytes must confirm.</summary>
/// <remarks>
/// Open addressing over the numbers of contents, 4 bytes a slot and three slots for two contents; the fingerprints
/// stand in the tables of the catalog. Any threads may search while nobody adds.
/// </remarks>
internal sealed class ContentIndex
{
    /// <summary>The most contents, so that the slots fit into an array: 5.3 TiB of different pages.</summary>
    private const ulong MaxContents = 1_400_000_000;

    // A value of a page map; 0 is empty.
    private readonly uint[] _slots;
    private readonly ArchiveCatalog _catalog;
    private readonly ulong _capacity;
    private readonly ulong _mask;
    private ulong _count;

    /// <summary>Makes an index of all contents of a catalog.</summary>
    /// <param name="catalog">Where the fingerprints are.</param>
    /// <param name="room">How many contents may be added.</param>
    /// <param name="mask">The bits of fingerprints that count; all but in tests.</param>
    /// <exception cref="ArgumentException">There are more contents than an archive may have.</exception>
    internal ContentIndex(ArchiveCatalog catalog, ulong room, ulong mask)
    {
        _catalog = catalog;
        _mask = mask;
        ulong held = 0;
        foreach (MemoryCheckpoint checkpoint in catalog.Checkpoints)
        {
            held += checkpoint.NewContents;
        }

        if (room > MaxContents - Math.Min(held, MaxContents))
        {
            throw new ArgumentException($"an archive has at most {MaxContents} different pages", nameof(room));
        }

        _capacity = held + room;
        _slots = new uint[_capacity + (_capacity / 2) + 1];
        foreach (MemoryCheckpoint checkpoint in catalog.Checkpoints)
        {
            uint first = checkpoint.Record.FirstGroup << ContentGroup.Shift;
            for (uint i = 0; i < checkpoint.Record.ContentCount; i++)
            {
                if (catalog.TryGetFingerprint(first + i, out ulong fingerprint))
                {
                    Add(fingerprint, first + i);
                }
            }
        }
    }

    /// <summary>How many contents may still be added.</summary>
    internal ulong Room => _capacity - _count;

    internal void Add(ulong fingerprint, uint content)
    {
        ulong slot = HomeOf(fingerprint);
        while (_slots[slot] != 0)
        {
            slot = Next(slot);
        }

        _slots[slot] = PageMapValue.Of(content);
        _count++;
    }

    /// <summary>Begins a search.</summary>
    internal ulong HomeOf(ulong fingerprint) => Math.BigMul(fingerprint & _mask, (ulong)_slots.Length, out _);

    /// <summary>Goes on with a search.</summary>
    /// <param name="fingerprint">The fingerprint.</param>
    /// <param name="slot">Where to go on, from <see cref="HomeOf"/>.</param>
    /// <param name="value">What a page map says for the content; 0 when there is no other.</param>
    internal bool TryFind(ulong fingerprint, ref ulong slot, out uint value)
    {
        while ((value = _slots[slot]) != 0)
        {
            slot = Next(slot);
            if (_catalog.TryGetFingerprint(PageMapValue.ContentOf(value), out ulong found)
                && ((found ^ fingerprint) & _mask) == 0)
            {
                return true;
            }
        }

        return false;
    }

    private ulong Next(ulong slot) => slot + 1 == (ulong)_slots.Length ? 0 : slot + 1;
}
