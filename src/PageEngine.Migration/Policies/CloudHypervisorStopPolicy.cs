namespace PageEngine.Migration;

/// <summary>Cloud Hypervisor's rule: stop when the rest fits the downtime at the bandwidth of the last round.</summary>
/// <remarks>
/// Source: Cloud Hypervisor, <c>vmm/src/lib.rs</c> and <c>docs/live_migration.md</c>: nothing left, or left/bandwidth of
/// the last round ≤ limit. The time cap that the hypervisor has as well is <see cref="TimeCapPolicy"/>. Holds no state;
/// may be shared.
/// </remarks>
public sealed class CloudHypervisorStopPolicy : IStopPolicy
{
    private readonly double _limitSeconds;

    /// <summary>Makes the rule.</summary>
    /// <param name="downtimeLimitNanoseconds">The downtime limit in nanoseconds; 300 ms unless given.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    public CloudHypervisorStopPolicy(
        long downtimeLimitNanoseconds = QemuStopPolicy.DefaultDowntimeLimitNanoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(downtimeLimitNanoseconds);
        _limitSeconds = Nanoseconds.ToSeconds(downtimeLimitNanoseconds);
    }

    /// <inheritdoc/>
    public string Name => "cloud-hypervisor";

    /// <inheritdoc/>
    public bool CountsSetupAsRound => false;

    /// <inheritdoc/>
    public bool IsSettled(in MigrationProgress progress) => true;

    /// <inheritdoc/>
    public StopDecision Decide(in MigrationProgress progress)
    {
        bool isEnough = progress is { IsAtSync: true, Round: > 0 }
            && progress.RemainingBytes <= _limitSeconds * progress.RoundBandwidthBytesPerSecond;
        return isEnough ? StopDecision.Stop : StopDecision.Send;
    }
}
