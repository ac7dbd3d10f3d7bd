namespace PageEngine.Migration;

/// <summary>When and how far vCPUs are throttled so that a migration converges.</summary>
/// <remarks>
/// The parameters and defaults of QEMU: <c>throttle-trigger-threshold</c>, <c>cpu-throttle-initial</c>,
/// <c>cpu-throttle-increment</c>, <c>max-cpu-throttle</c>, <c>cpu-throttle-tailslow</c>. Not changed after construction;
/// may be shared.
/// </remarks>
public sealed record AutoConvergeOptions
{
    /// <summary>A period counts as too dirty if this share of what was sent in it was dirtied: 1 to 100 %, 50 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 1 to 100.</exception>
    public int TriggerPercent { get; init => field = InPercent(value, 100); } = 50;

    /// <summary>The first throttle: 1 to 99 %, 20 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 1 to 99.</exception>
    public int InitialPercent { get; init => field = InPercent(value, AutoConverge.HighestPercent); } = 20;

    /// <summary>What each further step adds: 1 to 99 %, 10 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 1 to 99.</exception>
    public int IncrementPercent { get; init => field = InPercent(value, AutoConverge.HighestPercent); } = 10;

    /// <summary>The most: 1 to 99 %, 99 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 1 to 99.</exception>
    public int MaxPercent { get; init => field = InPercent(value, AutoConverge.HighestPercent); } =
        AutoConverge.HighestPercent;

    /// <summary>Whether a step is cut to what the last period shows to be enough.</summary>
    public bool TailSlow { get; init; }

    /// <summary>A period is longer than this, in nanoseconds; 1 s unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public long PeriodNanoseconds
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 1_000_000_000;

    /// <summary>Too dirty periods until the next step; 2 unless set. A period that was not does not reset the count.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int PeriodsToTrigger
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 2;

    /// <summary>
    /// The longest time without a sync once round 0 is over, in nanoseconds; 5 s unless set, as in QEMU since 9.2.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public long MaxSyncIntervalNanoseconds
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 5_000_000_000;

    private static int InPercent(int value, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most);
        return value;
    }
}
