namespace PageEngine.Migration;

/// <summary>Goes on draining while it is cheap, so an idle guest does not pay its whole downtime budget.</summary>
/// <remarks>
/// <para>
/// A rule with a downtime limit stops at the limit, however little another round would cost: an idle guest pauses for
/// 0.8 to 1.0 of its limit. This rule sends every round to its end. Once the rest fits the limit it reckons what stopping
/// now would have cost in bytes, and goes on as long as
/// </para>
/// <list type="bullet">
/// <item>the bytes beyond that, with those that the next round is expected to add, stay under a budget (1 %),</item>
/// <item>the next round is expected to leave clearly less (half), and</item>
/// <item>what is left takes longer than a pause that nobody would notice (1 ms).</item>
/// </list>
/// <para>
/// Sending what is left while the guest runs costs no bytes of itself; only what is written meanwhile does. The next
/// round is expected to be dirtied at the rate of the last.
/// </para>
/// <para>An instance belongs to one migration and is for one thread at a time.</para>
/// </remarks>
public sealed class DrainPolicy : IStopPolicy
{
    private readonly double _limitSeconds;
    private readonly DrainPolicyOptions _options;
    private double? _bytesIfStopped;

    /// <summary>Makes the rule.</summary>
    /// <param name="downtimeLimitNanoseconds">The downtime that is never exceeded, in nanoseconds; 300 ms unless given.</param>
    /// <param name="options">What counts as cheap; the defaults if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    public DrainPolicy(
        long downtimeLimitNanoseconds = QemuStopPolicy.DefaultDowntimeLimitNanoseconds,
        DrainPolicyOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(downtimeLimitNanoseconds);
        _limitSeconds = Nanoseconds.ToSeconds(downtimeLimitNanoseconds);
        _options = options ?? new DrainPolicyOptions();
    }

    /// <inheritdoc/>
    public string Name => "drain";

    /// <inheritdoc/>
    public bool CountsSetupAsRound => false;

    /// <inheritdoc/>
    public bool IsSettled(in MigrationProgress progress) => true;

    /// <inheritdoc/>
    public StopDecision Decide(in MigrationProgress progress)
    {
        if (!progress.IsAtSync || progress.Round == 0)
        {
            return StopDecision.Send;
        }

        double bandwidth = progress.BandwidthBytesPerSecond > 0
            ? progress.BandwidthBytesPerSecond
            : progress.RoundBandwidthBytesPerSecond;
        double downtime = progress.RemainingBytes / bandwidth;
        if (progress.RemainingPages > 0 && !(downtime <= _limitSeconds))
        {
            return StopDecision.Send;
        }

        double bytesIfStopped = progress.BytesSent + progress.RemainingBytes;
        _bytesIfStopped ??= bytesIfStopped;
        return downtime > _options.UnnoticedSeconds && IsCheap(progress, downtime, bytesIfStopped)
            ? StopDecision.Send
            : StopDecision.Stop;
    }

    private bool IsCheap(in MigrationProgress progress, double roundSeconds, double bytesIfStopped)
    {
        double dirtyRate = progress.RoundNanoseconds > 0
            ? progress.DirtiedPages * (Page.Size * Nanoseconds.PerSecond / progress.RoundNanoseconds)
            : double.PositiveInfinity;
        double expectedLeft = dirtyRate * roundSeconds;
        double extra = bytesIfStopped - _bytesIfStopped!.Value + expectedLeft;
        return expectedLeft <= _options.WorthwhileFactor * progress.RemainingBytes
            && extra <= _options.ExtraBytesFraction * _bytesIfStopped.Value;
    }
}
