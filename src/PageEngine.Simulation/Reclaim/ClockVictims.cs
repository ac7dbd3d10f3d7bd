namespace PageEngine.Simulation;

/// <summary>
/// Second chance: a hand goes round, spares pages that were accessed since it last came by, and takes the rest.
/// </summary>
/// <remarks>Pages that are not evictable are skipped by vector searches. Not thread-safe.</remarks>
public sealed class ClockVictims : IVictimPolicy
{
    private int _hand;

    /// <inheritdoc/>
    public string Name => "clock";

    /// <inheritdoc/>
    public byte StateFor(PageArrival arrival) =>
        arrival == PageArrival.Prefetch ? PageUse.Evictable : (byte)(PageUse.Evictable | PageUse.Accessed);

    /// <inheritdoc/>
    public int PickVictims(Span<byte> pages, Span<GuestFrameNumber> victims)
    {
        if (_hand >= pages.Length)
        {
            _hand = 0;
        }

        int count = 0;
        int wraps = 0;

        // The first lap may only take second chances away; what the second lap does not find is not there.
        while (count < victims.Length && wraps <= 2)
        {
            int offset = pages[_hand..].IndexOfAnyInRange(PageUse.Evictable, byte.MaxValue);
            if (offset < 0)
            {
                _hand = 0;
                wraps++;
                continue;
            }

            _hand += offset;
            ref byte page = ref pages[_hand];
            if ((page & PageUse.Accessed) != 0)
            {
                page &= unchecked((byte)~PageUse.Accessed);
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

    /// <inheritdoc/>
    public void Age(Span<byte> pages)
    {
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_hand);
    }

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        int hand = reader.ReadInt32();
        _hand = hand >= 0 ? hand : throw new InvalidDataException("The saved hand of the clock is negative.");
    }
}
