namespace PageEngine.Migration;

/// <summary>Ends a migration that another rule has not ended in time.</summary>
/// <remarks>An instance belongs to one migration, as the rule inside it does.</remarks>
public sealed class TimeCapPolicy : IStopPolicy
{
    private readonly IStopPolicy _inner;
    private readonly long _capNanoseconds;
    private readonly StopDecision _whenDue;

    /// <summary>Puts a cap on a rule.</summary>
    /// <param name="inner">The rule.</param>
    /// <param name="capNanoseconds">The time since the migration began; at least 1 ns.</param>
    /// <param name="whenDue">
    /// <see cref="StopDecision.GiveUp"/> to cancel, <see cref="StopDecision.Stop"/> to force the end whatever the downtime,
    /// or <see cref="StopDecision.SwitchToPostCopy"/>.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The cap is not positive, or the decision ends nothing.</exception>
    public TimeCapPolicy(IStopPolicy inner, long capNanoseconds, StopDecision whenDue = StopDecision.GiveUp)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capNanoseconds);
        ArgumentOutOfRangeException.ThrowIfLessThan((int)whenDue, (int)StopDecision.Stop, nameof(whenDue));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)whenDue, (int)StopDecision.GiveUp, nameof(whenDue));
        _inner = inner;
        _capNanoseconds = capNanoseconds;
        _whenDue = whenDue;
    }

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public bool CountsSetupAsRound => _inner.CountsSetupAsRound;

    /// <inheritdoc/>
    public bool IsSettled(in MigrationProgress progress) =>
        progress.NowNanoseconds >= _capNanoseconds && _inner.IsSettled(progress);

    /// <inheritdoc/>
    public StopDecision Decide(in MigrationProgress progress)
    {
        StopDecision decision = _inner.Decide(progress);
        bool isGoingOn = decision is StopDecision.Send or StopDecision.Sync;
        return isGoingOn && progress.NowNanoseconds >= _capNanoseconds ? _whenDue : decision;
    }
}
