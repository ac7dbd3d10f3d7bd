namespace PageEngine.Migration;

/// <summary>QEMU's rule: stop as soon as the rest can be sent within the downtime limit at the measured bandwidth.</summary>
/// <remarks>
/// <para>
/// The threshold is bandwidth · limit, with the bandwidth of the last window of at least 100 ms. While more is left,
/// pages are sent; at the threshold comes a sync; if what is left is still within the threshold after it, the vCPUs stop.
/// Before any bandwidth is known the threshold is 0.
/// </para>
/// <para>
/// Source: QEMU, <c>migration/migration.c</c> (<c>migration_update_counters</c>, <c>migration_iteration_run</c>) and
/// <c>migration/ram.c</c> (<c>ram_save_iterate</c>, <c>ram_state_pending_exact</c>).
/// </para>
/// <para>For one migration and one thread at a time; the limit may be changed on the way, as QEMU allows.</para>
/// </remarks>
public sealed class QemuStopPolicy : IStopPolicy
{
    /// <summary>The downtime limit of QEMU unless set: 300 ms, in nanoseconds.</summary>
    public const long DefaultDowntimeLimitNanoseconds = 300_000_000;

    /// <summary>Makes the rule.</summary>
    /// <param name="downtimeLimitNanoseconds">The downtime limit in nanoseconds; 0 waits until nothing is left.</param>
    /// <param name="assumedBandwidthBytesPerSecond">
    /// The bandwidth to reckon with instead of the measured one, as QEMU's <c>avail-switchover-bandwidth</c>; 0 for none.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative.</exception>
    public QemuStopPolicy(
        long downtimeLimitNanoseconds = DefaultDowntimeLimitNanoseconds, double assumedBandwidthBytesPerSecond = 0)
    {
        DowntimeLimitNanoseconds = downtimeLimitNanoseconds;
        ArgumentOutOfRangeException.ThrowIfNegative(assumedBandwidthBytesPerSecond);
        AssumedBandwidthBytesPerSecond = assumedBandwidthBytesPerSecond;
    }

    /// <inheritdoc/>
    public string Name => "qemu";

    /// <inheritdoc/>
    public bool CountsSetupAsRound => true;

    /// <summary>The downtime limit in nanoseconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long DowntimeLimitNanoseconds
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>The bandwidth reckoned with instead of the measured one, in bytes a second; 0 for none.</summary>
    public double AssumedBandwidthBytesPerSecond { get; }

    /// <summary>The bytes that may be left when the vCPUs stop.</summary>
    /// <param name="progress">Where the migration stands.</param>
    public double ThresholdBytes(in MigrationProgress progress)
    {
        double bandwidth = AssumedBandwidthBytesPerSecond > 0
            ? AssumedBandwidthBytesPerSecond
            : progress.BandwidthBytesPerSecond;
        return bandwidth * Nanoseconds.ToSeconds(DowntimeLimitNanoseconds);
    }

    /// <inheritdoc/>
    public bool IsSettled(in MigrationProgress progress) => true;

    /// <inheritdoc/>
    public StopDecision Decide(in MigrationProgress progress)
    {
        if (progress.RemainingBytes > ThresholdBytes(progress))
        {
            return StopDecision.Send;
        }

        return progress.IsAtSync ? StopDecision.Stop : StopDecision.Sync;
    }
}
