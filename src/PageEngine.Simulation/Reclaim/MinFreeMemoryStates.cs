namespace PageEngine.Simulation;

/// <summary>
/// The five states of ESXi, scaled by minFree: high 400 %, clear 100 %, soft 64 %, hard 32 %, low 16 % of it free.
/// </summary>
/// <remarks>
/// In high, below its edge, large pages are split. In clear sharing is hurried, in soft balloons grow; in hard and low
/// they do not, as pages come faster by compression and swap; in low alone machines above their target wait. Not
/// thread-safe.
/// </remarks>
public sealed class MinFreeMemoryStates : IMemoryStatePolicy
{
    private readonly MemoryStateMachine _machine;

    /// <summary>Makes the policy for a host with all its memory free.</summary>
    /// <param name="hostPages">The memory of the host in pages.</param>
    /// <param name="thresholds">The edges; the usual ones when left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The edges do not fall to above 0, or the highest is more than the host has.
    /// </exception>
    public MinFreeMemoryStates(ulong hostPages, MinFreeThresholds? thresholds = null)
    {
        MinFreeThresholds parts = thresholds ?? new MinFreeThresholds();
        parts.Validate();
        MinFreePages = parts.MinFreePages ?? MinFree.PagesFor(hostPages);

        // Hundredths, so that the edges of the usual scale are not of a rounded minFree.
        UInt128 hundredths =
            parts.MinFreePages is ulong given ? (UInt128)given * 100 : MinFree.HundredthsFor(hostPages);
        ulong[] edges = new ulong[5];
        ReadOnlySpan<double> multiples = [parts.High, parts.Clear, parts.Soft, parts.Hard, parts.Low];
        for (int i = 0; i < edges.Length; i++)
        {
            edges[i] = PageArithmetic.Scale((ulong)UInt128.Min(hundredths, ulong.MaxValue), multiples[i]) / 100;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(edges[0], hostPages, nameof(thresholds));
        _machine = new MemoryStateMachine(
            [MemoryState.High, MemoryState.Clear, MemoryState.Soft, MemoryState.Hard, MemoryState.Low], edges);
    }

    /// <summary>The free pages that the edges are multiples of.</summary>
    public ulong MinFreePages { get; }

    /// <inheritdoc/>
    public MemoryState State => _machine.State;

    /// <inheritdoc/>
    public ReclaimActions Actions =>
        State == MemoryState.High && _machine.IsBelowBestEdge ? ReclaimActions.SplitLargePages : ActionsIn(State);

    /// <inheritdoc/>
    public MemoryState Update(ulong freePages) => _machine.Update(freePages);

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">There is no such state.</exception>
    public ReclaimActions ActionsIn(MemoryState state)
    {
        const ReclaimActions Sharing = ReclaimActions.SplitLargePages | ReclaimActions.Share;
        const ReclaimActions Force = Sharing | ReclaimActions.Compress | ReclaimActions.Swap;
        return state switch
        {
            MemoryState.High => ReclaimActions.None,
            MemoryState.Clear => Sharing,
            MemoryState.Soft => Sharing | ReclaimActions.Balloon,
            MemoryState.Hard => Force,
            MemoryState.Low => Force | ReclaimActions.Block,
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };
    }

    /// <inheritdoc/>
    public ulong EdgeOf(MemoryState state) => _machine.EdgeOf(state);

    /// <inheritdoc/>
    public ulong PagesToReach(MemoryState target, ulong freePages) => _machine.PagesToReach(target, freePages);

    /// <inheritdoc/>
    public void Save(BinaryWriter writer) => _machine.Save(writer);

    /// <inheritdoc/>
    public void Load(BinaryReader reader) => _machine.Load(reader);
}
