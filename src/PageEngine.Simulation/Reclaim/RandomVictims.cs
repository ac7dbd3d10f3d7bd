namespace PageEngine.Simulation;

/// <summary>
/// Evicts pages at random, accessed or not, as ESX does: a guest's own habits cannot make it the worst choice.
/// </summary>
/// <remarks>
/// Each evictable page is as likely, as long as a few draws find one. Where hardly any are left, the next one above a
/// random place is taken, which favours pages behind a gap. Not thread-safe.
/// </remarks>
public sealed class RandomVictims : IVictimPolicy
{
    private const int Draws = 32;
    private SplitMix64 _random;

    /// <summary>Makes a policy.</summary>
    /// <param name="seed">The seed of its draws.</param>
    public RandomVictims(ulong seed) => _random = new SplitMix64(seed);

    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public byte StateFor(PageArrival arrival) => PageUse.Evictable;

    /// <inheritdoc/>
    public int PickVictims(Span<byte> pages, Span<GuestFrameNumber> victims)
    {
        for (int count = 0; count < victims.Length; count++)
        {
            int index = Draw(pages);
            if (index < 0)
            {
                return count;
            }

            pages[index] &= unchecked((byte)~PageUse.Evictable);
            victims[count] = new GuestFrameNumber((ulong)index);
        }

        return victims.Length;
    }

    /// <inheritdoc/>
    public void Age(Span<byte> pages)
    {
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_random.State);
    }

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _random = new SplitMix64(reader.ReadUInt64());
    }

    private int Draw(Span<byte> pages)
    {
        if (pages.IsEmpty)
        {
            return -1;
        }

        int index = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            index = (int)_random.Below((ulong)pages.Length);
            if (pages[index] >= PageUse.Evictable)
            {
                return index;
            }
        }

        int above = pages[index..].IndexOfAnyInRange(PageUse.Evictable, byte.MaxValue);
        return above >= 0 ? index + above : pages[..index].IndexOfAnyInRange(PageUse.Evictable, byte.MaxValue);
    }
}
