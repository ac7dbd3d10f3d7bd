namespace PageEngine.Migration;

/// <summary>How the rounds of a pre-copy migration are run, whatever the stop policy.</summary>
/// <remarks>Not changed after construction; may be shared.</remarks>
public sealed record PreCopyOptions
{
    /// <summary>The window over which bandwidth is measured unless set: 100 ms, as in QEMU (<c>BUFFER_DELAY</c>).</summary>
    public const long DefaultBandwidthWindowNanoseconds = 100_000_000;

    /// <summary>The time of a slice unless set: 50 ms, as in QEMU (<c>MAX_WAIT</c>).</summary>
    public const long DefaultSliceNanoseconds = 50_000_000;

    /// <summary>The least time over which bandwidth is measured, in nanoseconds; at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public long BandwidthWindowNanoseconds
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = DefaultBandwidthWindowNanoseconds;

    /// <summary>The time for which pages are sent before the policy is asked again, in nanoseconds; at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public long SliceNanoseconds
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = DefaultSliceNanoseconds;

    /// <summary>Throttling of the vCPUs while they dirty too much; null for none.</summary>
    public AutoConvergeOptions? AutoConverge { get; init; }

    /// <summary>The limit on what each vCPU dirties, instead of throttling; null for none.</summary>
    public DirtyLimitOptions? DirtyLimit { get; init; }

    /// <summary>
    /// The rounds after which a migration that has not ended switches to post-copy, 0 for at once; null for never.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? PostCopyAfterRounds
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value.GetValueOrDefault(), nameof(value));
            field = value;
        }
    }
}
