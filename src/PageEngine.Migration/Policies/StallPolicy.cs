namespace PageEngine.Migration;

/// <summary>Ends a migration that another rule has not ended and that makes no progress any more.</summary>
/// <remarks>An instance belongs to one migration, as the rule and the detector inside it do.</remarks>
public sealed class StallPolicy : IStopPolicy
{
    private readonly IStopPolicy _inner;
    private readonly StallDetector _detector;
    private readonly StopDecision _whenStalled;

    /// <summary>Puts an end to stalls under a rule.</summary>
    /// <param name="inner">The rule.</param>
    /// <param name="whenStalled">What to do: give up, stop whatever the downtime, or switch to post-copy.</param>
    /// <param name="detector">Sees the stall; one with its defaults if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The decision ends nothing.</exception>
    public StallPolicy(
        IStopPolicy inner, StopDecision whenStalled = StopDecision.GiveUp, StallDetector? detector = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentOutOfRangeException.ThrowIfLessThan((int)whenStalled, (int)StopDecision.Stop, nameof(whenStalled));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)whenStalled, (int)StopDecision.GiveUp, nameof(whenStalled));
        _inner = inner;
        _whenStalled = whenStalled;
        _detector = detector ?? new StallDetector();
    }

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public bool CountsSetupAsRound => _inner.CountsSetupAsRound;

    /// <inheritdoc/>
    public bool IsSettled(in MigrationProgress progress) => false;

    /// <inheritdoc/>
    public StopDecision Decide(in MigrationProgress progress)
    {
        StopDecision decision = _inner.Decide(progress);
        if (progress.IsAtSync)
        {
            _detector.Record(progress.RemainingPages, progress.NowNanoseconds);
        }

        bool isGoingOn = decision is StopDecision.Send or StopDecision.Sync;
        return isGoingOn && _detector.IsStalled ? _whenStalled : decision;
    }
}
