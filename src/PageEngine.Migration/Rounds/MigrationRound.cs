namespace PageEngine.Migration;

/// <summary>What one round of a pre-copy migration did, as known at the sync that ended it.</summary>
/// <param name="Index">The number of the round; round 0 sends the whole memory.</param>
/// <param name="StartNanoseconds">The time at which it began.</param>
/// <param name="DurationNanoseconds">What it took, with the sync that ended it.</param>
/// <param name="Pages">The pages sent.</param>
/// <param name="Bytes">The bytes sent.</param>
/// <param name="DirtiedPages">The pages that the sync added to those that waited.</param>
/// <param name="RemainingPages">The pages that wait after it.</param>
/// <param name="ThrottlePercent">How far the vCPUs were throttled during the round: 0 to 99 %.</param>
public readonly record struct MigrationRound(
    int Index,
    long StartNanoseconds,
    long DurationNanoseconds,
    ulong Pages,
    ulong Bytes,
    ulong DirtiedPages,
    ulong RemainingPages,
    int ThrottlePercent)
{
    /// <summary>The bytes sent a second; 0 for a round that took no time.</summary>
    public double BandwidthBytesPerSecond =>
        DurationNanoseconds > 0 ? Bytes * (Nanoseconds.PerSecond / DurationNanoseconds) : 0;

    /// <summary>The pages dirtied a second; 0 for a round that took no time.</summary>
    public double DirtyPagesPerSecond =>
        DurationNanoseconds > 0 ? DirtiedPages * (Nanoseconds.PerSecond / DurationNanoseconds) : 0;

    /// <summary>
    /// What sending the rest would take at the bandwidth of this round, in seconds: the expected downtime. Infinite if
    /// nothing was sent.
    /// </summary>
    public double ExpectedDowntimeSeconds => RemainingPages == 0
        ? 0
        : (double)RemainingPages * Page.Size / BandwidthBytesPerSecond;
}
