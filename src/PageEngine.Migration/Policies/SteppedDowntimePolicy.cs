namespace PageEngine.Migration;

/// <summary>QEMU's rule with a downtime limit that is relaxed in steps.</summary>
/// <remarks>An instance belongs to one migration and is for one thread at a time.</remarks>
public sealed class SteppedDowntimePolicy : IStopPolicy
{
    private readonly DowntimeSchedule _schedule;
    private readonly QemuStopPolicy _rule = new();

    /// <summary>Makes the rule.</summary>
    /// <param name="schedule">The limits.</param>
    public SteppedDowntimePolicy(DowntimeSchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        _schedule = schedule;
    }

    /// <inheritdoc/>
    public string Name => "qemu-stepped";

    /// <inheritdoc/>
    public bool CountsSetupAsRound => _rule.CountsSetupAsRound;

    /// <inheritdoc/>
    public bool IsSettled(in MigrationProgress progress) =>
        Nanoseconds.ToSeconds(progress.NowNanoseconds) >= _schedule.Steps[^1].AtSeconds;

    /// <inheritdoc/>
    public StopDecision Decide(in MigrationProgress progress)
    {
        _rule.DowntimeLimitNanoseconds = _schedule.LimitAt(progress.NowNanoseconds);
        return _rule.Decide(progress);
    }
}
