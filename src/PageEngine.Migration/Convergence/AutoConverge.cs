namespace PageEngine.Migration;

/// <summary>Throttles the vCPUs of a guest step by step while it dirties memory too fast.</summary>
/// <remarks>
/// <para>
/// The rule of QEMU (<c>migration_trigger_throttle</c>, <c>mig_throttle_guest_down</c>): at a sync more than a second after
/// the last period began, the period is judged; in the second one in which more than half of what was sent was dirtied,
/// the throttle starts at 20 % or rises by 10, to at most 99. Good periods in between do not reset the count.
/// </para>
/// <para>An instance belongs to one migration, so each begins without a throttle; it is for one thread at a time.</para>
/// </remarks>
public sealed class AutoConverge
{
    /// <summary>The most that vCPUs can be throttled: 99 %.</summary>
    public const int HighestPercent = 99;

    private readonly AutoConvergeOptions _options;
    private long _periodStart;
    private ulong _bytesSentBefore;
    private double _dirtiedBytes;
    private int _dirtyPeriods;

    /// <summary>Makes an instance for a migration that begins at time 0.</summary>
    /// <param name="options">The parameters; QEMU's defaults if null.</param>
    public AutoConverge(AutoConvergeOptions? options = null) => _options = options ?? new AutoConvergeOptions();

    /// <summary>The throttle: 0, or up to 99 %.</summary>
    public int ThrottlePercent { get; private set; }

    /// <summary>How often too dirty periods have raised the throttle, or would have at its most.</summary>
    public int Triggers { get; private set; }

    /// <summary>Whether too much time has passed since the last sync. Never in round 0, which no throttle can shorten.</summary>
    /// <param name="round">The rounds that have ended.</param>
    /// <param name="nowNanoseconds">The time since the migration began.</param>
    /// <param name="lastSyncNanoseconds">The time of the last sync.</param>
    public bool IsSyncDue(int round, long nowNanoseconds, long lastSyncNanoseconds) =>
        round > 0 && nowNanoseconds - lastSyncNanoseconds >= _options.MaxSyncIntervalNanoseconds;

    /// <summary>Judges the period that a sync may end.</summary>
    /// <param name="dirtiedPages">The pages that the sync added to those that waited.</param>
    /// <param name="bytesSent">The bytes sent since the migration began.</param>
    /// <param name="nowNanoseconds">The time since the migration began.</param>
    /// <returns>Whether this sync ended a too dirty period that was one too many.</returns>
    public bool RecordSync(ulong dirtiedPages, ulong bytesSent, long nowNanoseconds)
    {
        _dirtiedBytes += (double)dirtiedPages * Page.Size;
        if (nowNanoseconds - _periodStart <= _options.PeriodNanoseconds)
        {
            return false;
        }

        double dirtied = _dirtiedBytes;
        double allowed = (bytesSent - _bytesSentBefore) * (_options.TriggerPercent / 100.0);
        _periodStart = nowNanoseconds;
        _bytesSentBefore = bytesSent;
        _dirtiedBytes = 0;
        if (dirtied <= allowed || ++_dirtyPeriods < _options.PeriodsToTrigger)
        {
            return false;
        }

        _dirtyPeriods = 0;
        Triggers++;
        ThrottlePercent = Raise(dirtied, allowed);
        return true;
    }

    private int Raise(double dirtied, double allowed)
    {
        if (ThrottlePercent == 0)
        {
            return Math.Min(_options.InitialPercent, _options.MaxPercent);
        }

        int step = _options.IncrementPercent;
        if (_options.TailSlow)
        {
            // The speed at which the guest would have dirtied just what is allowed.
            int speed = 100 - ThrottlePercent;
            step = Math.Min(step, speed - (int)(speed * allowed / dirtied));
        }

        return Math.Min(ThrottlePercent + step, _options.MaxPercent);
    }
}
