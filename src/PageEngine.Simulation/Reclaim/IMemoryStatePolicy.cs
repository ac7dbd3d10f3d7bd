namespace PageEngine.Simulation;

/// <summary>
/// Turns the free memory of a host into a state with hysteresis, and the state into rungs of the ladder.
/// </summary>
/// <remarks>
/// The host gets worse as soon as free memory is below the edge of a state. It gets better only when free memory is
/// above the edge of the next better state, so that free memory that wavers about an edge makes one transition at most.
/// Implementations are not thread-safe.
/// </remarks>
public interface IMemoryStatePolicy
{
    /// <summary>The state after the last <see cref="Update"/>; high at first.</summary>
    public MemoryState State { get; }

    /// <summary>The rungs that are on after the last <see cref="Update"/>.</summary>
    public ReclaimActions Actions { get; }

    /// <summary>Takes the free memory in, and moves to the state that follows.</summary>
    /// <param name="freePages">The free pages of the host.</param>
    /// <returns>The new state.</returns>
    public MemoryState Update(ulong freePages);

    /// <summary>The rungs that are on in a state.</summary>
    /// <param name="state">The state.</param>
    public ReclaimActions ActionsIn(MemoryState state);

    /// <summary>The edge of a state, in free pages: a worse state is left for it above its edge.</summary>
    /// <param name="state">The state. A policy that does not have it answers for the next better one.</param>
    public ulong EdgeOf(MemoryState state);

    /// <summary>The pages to free until the host is in a state or a better one; 0 when it is already.</summary>
    /// <param name="target">The state to reach.</param>
    /// <param name="freePages">The free pages of the host now.</param>
    public ulong PagesToReach(MemoryState target, ulong freePages);

    /// <summary>Writes what the policy remembers.</summary>
    /// <param name="writer">Where to.</param>
    public void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote for a policy with the same settings.</summary>
    /// <param name="reader">Where from.</param>
    /// <exception cref="InvalidDataException">It is not what a policy writes.</exception>
    public void Load(BinaryReader reader);
}
