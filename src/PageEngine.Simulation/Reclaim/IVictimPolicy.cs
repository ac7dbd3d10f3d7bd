namespace PageEngine.Simulation;

/// <summary>Chooses which pages of one guest are evicted.</summary>
/// <remarks>
/// The pages' bytes (<see cref="PageUse"/>) are the caller's, one for each page of the guest, and always the same span.
/// A victim costs O(1) amortised, and nothing is allocated. Implementations are not thread-safe.
/// </remarks>
public interface IVictimPolicy
{
    /// <summary>The name, for people.</summary>
    public string Name { get; }

    /// <summary>The byte of a page that comes into memory; the caller's bits are 0.</summary>
    /// <param name="arrival">Why it comes.</param>
    public byte StateFor(PageArrival arrival);

    /// <summary>Chooses victims and takes <see cref="PageUse.Evictable"/> from them.</summary>
    /// <remarks>A victim that cannot be evicted after all gets the bit back from the caller, or a new state.</remarks>
    /// <param name="pages">The byte of each page.</param>
    /// <param name="victims">Room for the victims.</param>
    /// <returns>The number of victims; less than the room only when no more pages are evictable.</returns>
    public int PickVictims(Span<byte> pages, Span<GuestFrameNumber> victims);

    /// <summary>Looks at what was accessed since the last time. Policies that do not age do nothing.</summary>
    /// <param name="pages">The byte of each page.</param>
    public void Age(Span<byte> pages);

    /// <summary>Writes what the policy remembers, the pages' bytes left out.</summary>
    /// <param name="writer">Where to.</param>
    public void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote for a policy of the same kind.</summary>
    /// <param name="reader">Where from.</param>
    /// <exception cref="InvalidDataException">It is not what such a policy writes.</exception>
    public void Load(BinaryReader reader);
}
