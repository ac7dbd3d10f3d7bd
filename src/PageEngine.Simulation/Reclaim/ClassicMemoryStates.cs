namespace PageEngine.Simulation;

/// <summary>The four states of ESX Server: high 6 %, soft 4 %, hard 2 %, low 1 % of memory free.</summary>
/// <remarks>
/// Source: Waldspurger, OSDI 2002, §6.3. In soft the balloon does the work, and only where it cannot are pages taken
/// (<see cref="ReclaimLadder"/>); in hard pages are taken by force; in low machines above their target wait as well.
/// Not thread-safe.
/// </remarks>
public sealed class ClassicMemoryStates : IMemoryStatePolicy
{
    private readonly MemoryStateMachine _machine;

    /// <summary>Makes the policy for a host with all its memory free.</summary>
    /// <param name="hostPages">The memory of the host in pages.</param>
    /// <param name="thresholds">The edges; the usual ones when left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">The edges do not fall from below 1 to above 0.</exception>
    public ClassicMemoryStates(ulong hostPages, ClassicMemoryThresholds? thresholds = null)
    {
        ClassicMemoryThresholds parts = thresholds ?? new ClassicMemoryThresholds();
        parts.Validate();
        _machine = new MemoryStateMachine(
            [MemoryState.High, MemoryState.Soft, MemoryState.Hard, MemoryState.Low],
            [
                PageArithmetic.Scale(hostPages, parts.High), PageArithmetic.Scale(hostPages, parts.Soft),
                PageArithmetic.Scale(hostPages, parts.Hard), PageArithmetic.Scale(hostPages, parts.Low),
            ]);
    }

    /// <inheritdoc/>
    public MemoryState State => _machine.State;

    /// <inheritdoc/>
    public ReclaimActions Actions => ActionsIn(State);

    /// <inheritdoc/>
    public MemoryState Update(ulong freePages) => _machine.Update(freePages);

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">There is no such state.</exception>
    public ReclaimActions ActionsIn(MemoryState state) => state switch
    {
        MemoryState.High or MemoryState.Clear => ReclaimActions.None,
        MemoryState.Soft => ReclaimActions.Share | ReclaimActions.Balloon,
        MemoryState.Hard => ReclaimActions.Share | ReclaimActions.Compress | ReclaimActions.Swap,
        MemoryState.Low => ReclaimActions.Share | ReclaimActions.Compress | ReclaimActions.Swap | ReclaimActions.Block,
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    /// <inheritdoc/>
    public ulong EdgeOf(MemoryState state) => _machine.EdgeOf(state);

    /// <inheritdoc/>
    public ulong PagesToReach(MemoryState target, ulong freePages) => _machine.PagesToReach(target, freePages);

    /// <inheritdoc/>
    public void Save(BinaryWriter writer) => _machine.Save(writer);

    /// <inheritdoc/>
    public void Load(BinaryReader reader) => _machine.Load(reader);
}
