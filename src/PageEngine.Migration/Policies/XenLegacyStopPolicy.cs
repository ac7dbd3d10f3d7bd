namespace PageEngine.Migration;

/// <summary>Xen's rule until 2014: stop when a round was small, after many rounds, or when too much was sent.</summary>
/// <remarks>
/// Source: Xen 4.4, <c>tools/libxc/xc_domain_save.c</c>: a round that sent fewer than 50 pages, 29 iterations, or more
/// than three times the memory sent. Unlike today's rule it looks at what the round has sent, so it takes one round more
/// on an idle guest. Holds no state; may be shared.
/// </remarks>
public sealed class XenLegacyStopPolicy : IStopPolicy
{
    private readonly int _maxRounds;
    private readonly ulong _fewPages;
    private readonly double _maxFactor;

    /// <summary>Makes the rule.</summary>
    /// <param name="maxRounds">The rounds after which to stop in any case; at least 1.</param>
    /// <param name="fewPages">Stop after a round that sent fewer pages than this.</param>
    /// <param name="maxFactor">Stop when more than this many times the memory was sent.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no rounds, or the factor is not positive.</exception>
    public XenLegacyStopPolicy(int maxRounds = 29, ulong fewPages = 50, double maxFactor = 3)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRounds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxFactor);
        _maxRounds = maxRounds;
        _fewPages = fewPages;
        _maxFactor = maxFactor;
    }

    /// <inheritdoc/>
    public string Name => "xen-legacy";

    /// <inheritdoc/>
    public bool CountsSetupAsRound => false;

    /// <inheritdoc/>
    public bool IsSettled(in MigrationProgress progress) => false;

    /// <inheritdoc/>
    public StopDecision Decide(in MigrationProgress progress)
    {
        if (!progress.IsAtSync || progress.Round == 0)
        {
            return StopDecision.Send;
        }

        bool isEnough = progress.RoundPages < _fewPages
            || progress.Round >= _maxRounds
            || progress.PagesSent > _maxFactor * progress.MemoryPages;
        return isEnough ? StopDecision.Stop : StopDecision.Send;
    }
}
