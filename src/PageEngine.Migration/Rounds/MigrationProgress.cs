namespace PageEngine.Migration;

/// <summary>Where a pre-copy migration stands: all that a stop policy may know.</summary>
/// <remarks>
/// A <em>round</em> is one pass over what the last sync of the dirty log left; round 0 sends the whole memory. Times are
/// nanoseconds since the migration began.
/// </remarks>
public readonly record struct MigrationProgress
{
    /// <summary>The time.</summary>
    public required long NowNanoseconds { get; init; }

    /// <summary>The pages of the guest.</summary>
    public required ulong MemoryPages { get; init; }

    /// <summary>The pages known to wait: those of the last sync that have not been sent since.</summary>
    public required ulong RemainingPages { get; init; }

    /// <summary>The pages that waited after the sync before the last one; the memory, before two syncs.</summary>
    public required ulong PreviousRemainingPages { get; init; }

    /// <summary>The rounds that have ended; each ended with a sync.</summary>
    public required int Round { get; init; }

    /// <summary>Whether nothing was sent since the last sync (or since the beginning).</summary>
    public required bool IsAtSync { get; init; }

    /// <summary>The pages sent in this round; right after a sync, in the round that the sync ended.</summary>
    public required ulong RoundPages { get; init; }

    /// <summary>The bytes sent in this round; right after a sync, in the round that the sync ended.</summary>
    public required ulong RoundBytes { get; init; }

    /// <summary>What this round took so far; right after a sync, what the round took that the sync ended.</summary>
    public required long RoundNanoseconds { get; init; }

    /// <summary>The pages that the last sync added to those that waited.</summary>
    public required ulong DirtiedPages { get; init; }

    /// <summary>The pages sent in all rounds, each as often as it was sent.</summary>
    public required ulong PagesSent { get; init; }

    /// <summary>The bytes sent in all rounds.</summary>
    public required ulong BytesSent { get; init; }

    /// <summary>The bandwidth over the last window in bytes a second; 0 while no window has ended.</summary>
    public required double BandwidthBytesPerSecond { get; init; }

    /// <summary>How far the vCPUs are throttled: 0 to 99 %.</summary>
    public required int ThrottlePercent { get; init; }

    /// <summary>The bytes of the pages that wait. A page of zeros counts in full: what it is shows when it is sent.</summary>
    public double RemainingBytes => (double)RemainingPages * Page.Size;

    /// <summary>The bandwidth of the round in bytes a second; 0 before anything was sent in it.</summary>
    public double RoundBandwidthBytesPerSecond =>
        RoundNanoseconds > 0 ? RoundBytes * (Nanoseconds.PerSecond / RoundNanoseconds) : 0;
}
