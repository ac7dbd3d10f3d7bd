using System.Collections;

namespace PageEngine.Simulation;

/// <summary>Finds out whether each place that is used has one page, and no other place has one.</summary>
/// <param name="name">What the places are of, for messages.</param>
/// <param name="count">The places.</param>
/// <param name="used">How many of them are used.</param>
/// <param name="isUsed">Whether one is.</param>
internal sealed class SlotBook(string name, int count, long used, Func<uint, bool> isUsed)
{
    private readonly BitArray _claimed = new(count);
    private long _claims;

    internal static SlotBook Of(BackingStore store, string name) =>
        new(name, checked((int)store.SlotCount), store.UsedSlots, store.IsUsed);

    /// <summary>Notes that a page is at a place.</summary>
    /// <exception cref="InvalidOperationException">The place is not used, or another page is there.</exception>
    internal void Claim(uint slot)
    {
        if (slot >= count || !isUsed(slot) || _claimed[(int)slot])
        {
            throw new InvalidOperationException($"a page is at place {slot} of the {name}, which is free or another's");
        }

        _claimed[(int)slot] = true;
        _claims++;
    }

    /// <exception cref="InvalidOperationException">A place is used by nobody.</exception>
    internal void RequireAllClaimed()
    {
        if (_claims != used)
        {
            throw new InvalidOperationException($"{used} places of the {name} are used, and {_claims} have a page");
        }
    }
}
