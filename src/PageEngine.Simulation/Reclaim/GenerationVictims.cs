using System.Buffers;
using System.Diagnostics;

namespace PageEngine.Simulation;

/// <summary>Pages age through generations; the oldest one is evicted first.</summary>
/// <remarks>
/// <para>After the multi-generational LRU of Linux (Documentation/mm/multigen_lru.rst): <see cref="Age"/> opens a new
/// youngest generation and moves the pages into it that were accessed; the rest fall behind. Evicting goes through the
/// oldest generation with a hand; a page found accessed moves to the youngest instead. When the oldest is used up the
/// next becomes the oldest, and aging happens by itself when fewer than two are left. At most four exist; a fifth
/// merges the two oldest.</para>
/// <para>A page that the guest touched comes in young, a refault with its accessed bit set, so it outlives one pass; a
/// page that was read ahead comes in next to the oldest. A generation is a number modulo 8 in the page's byte. Searches
/// are vectorised: one pass over 1 M pages takes some tens of microseconds, plus a step for each page found. Not
/// thread-safe.</para>
/// </remarks>
public sealed class GenerationVictims : IVictimPolicy
{
    /// <summary>The most generations at a time.</summary>
    public const int MaxGenerations = 4;

    private const int MinGenerations = 2;
    private ulong _oldest;
    private ulong _youngest = 1;
    private int _hand;

    /// <inheritdoc/>
    public string Name => "generations";

    /// <summary>The number of the oldest generation; it only grows.</summary>
    public ulong OldestGeneration => _oldest;

    /// <summary>The number of the youngest generation; it only grows.</summary>
    public ulong YoungestGeneration => _youngest;

    /// <inheritdoc/>
    public byte StateFor(PageArrival arrival) => arrival switch
    {
        PageArrival.Refault => (byte)(PageUse.Evictable | PageUse.Accessed | LabelOf(_youngest)),
        PageArrival.Prefetch => (byte)(PageUse.Evictable | LabelOf(_oldest + 1)),
        _ => (byte)(PageUse.Evictable | LabelOf(_youngest)),
    };

    /// <inheritdoc/>
    public int PickVictims(Span<byte> pages, Span<GuestFrameNumber> victims)
    {
        int count = 0;
        int emptyGenerations = 0;

        // Twice the generations: once they may be empty of pages that were not accessed, and then one of them is not.
        while (count < victims.Length && emptyGenerations <= 2 * MaxGenerations)
        {
            int found = PickOldest(pages, victims[count..]);
            emptyGenerations = found > 0 ? 0 : emptyGenerations + 1;
            count += found;
            if (count < victims.Length)
            {
                LeaveOldest(pages);
            }
        }

        return count;
    }

    /// <inheritdoc/>
    public void Age(Span<byte> pages)
    {
        if (_youngest - _oldest + 1 == MaxGenerations)
        {
            MergeOldest(pages);
        }

        _youngest++;
        byte label = LabelOf(_youngest);
        const byte First = PageUse.Evictable | PageUse.Accessed;
        for (int i = 0; i < pages.Length; i++)
        {
            int offset = pages[i..].IndexOfAnyInRange(First, byte.MaxValue);
            if (offset < 0)
            {
                break;
            }

            i += offset;
            pages[i] = Rejuvenate(pages[i], label);
        }
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_oldest);
        writer.Write(_youngest);
        writer.Write(_hand);
    }

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ulong oldest = reader.ReadUInt64();
        ulong youngest = reader.ReadUInt64();
        int hand = reader.ReadInt32();
        if (youngest <= oldest || youngest - oldest >= MaxGenerations || hand < 0)
        {
            throw new InvalidDataException("The saved generations are not valid.");
        }

        (_oldest, _youngest, _hand) = (oldest, youngest, hand);
    }

    private int PickOldest(Span<byte> pages, Span<GuestFrameNumber> victims)
    {
        byte oldest = LabelOf(_oldest);
        byte youngest = LabelOf(_youngest);
        int count = 0;
        while (count < victims.Length && _hand < pages.Length)
        {
            int offset = IndexOfGeneration(pages[_hand..], oldest);
            if (offset < 0)
            {
                _hand = pages.Length;
                break;
            }

            _hand += offset;
            ref byte page = ref pages[_hand];
            if ((page & PageUse.Accessed) != 0)
            {
                page = Rejuvenate(page, youngest);
            }
            else
            {
                page &= unchecked((byte)~PageUse.Evictable);
                victims[count++] = new GuestFrameNumber((ulong)_hand);
            }

            _hand++;
        }

        return count;
    }

    private void LeaveOldest(Span<byte> pages)
    {
        _oldest++;
        _hand = 0;
        if (_youngest - _oldest + 1 < MinGenerations)
        {
            Age(pages);
        }

        Debug.Assert(_youngest > _oldest, "there are always two generations");
    }

    private void MergeOldest(Span<byte> pages)
    {
        byte from = LabelOf(_oldest);
        byte to = LabelOf(_oldest + 1);
        for (int i = 0; i < pages.Length; i++)
        {
            int offset = IndexOfGeneration(pages[i..], from);
            if (offset < 0)
            {
                break;
            }

            i += offset;
            pages[i] = (byte)((pages[i] & ~PageUse.GenerationBits) | to);
        }

        _oldest++;
        _hand = 0;
    }

    private static byte LabelOf(ulong generation) => (byte)(generation & PageUse.GenerationBits);

    private static byte Rejuvenate(byte page, byte label) =>
        (byte)((page & ~(PageUse.Accessed | PageUse.GenerationBits)) | label);

    private static int IndexOfGeneration(ReadOnlySpan<byte> pages, byte label) => pages.IndexOfAny(BytesOfLabel[label]);

    private static readonly SearchValues<byte>[] BytesOfLabel = ListBytes();

    /// <summary>For each label the bytes of evictable pages that have it, whatever their other bits.</summary>
    private static SearchValues<byte>[] ListBytes()
    {
        SearchValues<byte>[] all = new SearchValues<byte>[PageUse.GenerationBits + 1];
        List<byte> bytes = [];
        for (int label = 0; label < all.Length; label++)
        {
            bytes.Clear();
            for (int value = PageUse.Evictable; value <= byte.MaxValue; value++)
            {
                if ((value & PageUse.GenerationBits) == label)
                {
                    bytes.Add((byte)value);
                }
            }

            all[label] = SearchValues.Create(bytes.ToArray());
        }

        return all;
    }
}
