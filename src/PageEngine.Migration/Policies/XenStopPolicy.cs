namespace PageEngine.Migration;

/// <summary>Xen's rule today: stop after a few rounds, or as soon as hardly a page is dirty.</summary>
/// <remarks>
/// Source: Xen, <c>tools/libs/guest/xg_sr_save.c</c> (<c>simple_precopy_policy</c>): fewer than 50 dirty pages, or 5
/// iterations. Holds no state; may be shared.
/// </remarks>
public sealed class XenStopPolicy : IStopPolicy
{
    private readonly int _maxRounds;
    private readonly ulong _fewPages;

    /// <summary>Makes the rule.</summary>
    /// <param name="maxRounds">The rounds after which to stop in any case; at least 1.</param>
    /// <param name="fewPages">Stop when fewer pages than this are left.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no rounds.</exception>
    public XenStopPolicy(int maxRounds = 5, ulong fewPages = 50)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRounds);
        _maxRounds = maxRounds;
        _fewPages = fewPages;
    }

    /// <inheritdoc/>
    public string Name => "xen";

    /// <inheritdoc/>
    public bool CountsSetupAsRound => false;

    /// <inheritdoc/>
    public bool IsSettled(in MigrationProgress progress) => false;

    /// <inheritdoc/>
    public StopDecision Decide(in MigrationProgress progress) =>
        progress.IsAtSync && (progress.Round >= _maxRounds || progress.RemainingPages < _fewPages)
            ? StopDecision.Stop
            : StopDecision.Send;
}
