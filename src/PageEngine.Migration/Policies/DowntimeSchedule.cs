namespace PageEngine.Migration;

/// <summary>Downtime limits that are relaxed in steps while a migration does not end.</summary>
/// <remarks>Not changed after construction; may be shared.</remarks>
public sealed class DowntimeSchedule
{
    private readonly DowntimeStep[] _steps;

    private DowntimeSchedule(DowntimeStep[] steps) => _steps = steps;

    /// <summary>The steps, the first at 0 s.</summary>
    public IReadOnlyList<DowntimeStep> Steps => _steps;

    /// <summary>Makes the schedule of OpenStack Nova.</summary>
    /// <remarks>
    /// Source: Nova, <c>nova/virt/libvirt/migration.py</c> (<c>downtime_steps</c>): the first limit is max/steps; each
    /// further step comes after delay · GB seconds and adds (max − max/steps)/steps. All figures are cut to whole ones.
    /// </remarks>
    /// <param name="maxMilliseconds">The highest limit in milliseconds; at least 1.</param>
    /// <param name="steps">The steps after the first limit; at least 1.</param>
    /// <param name="delaySecondsPerGigabyte">The seconds between two steps for each GB; at least 1.</param>
    /// <param name="gigabytes">What is to be moved, in GB (memory and, if they move, disks); at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    /// <exception cref="OverflowException">The last step lies beyond 2³¹ seconds.</exception>
    public static DowntimeSchedule Nova(int maxMilliseconds, int steps, int delaySecondsPerGigabyte, int gigabytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxMilliseconds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(delaySecondsPerGigabyte);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(gigabytes);
        int delay = checked(delaySecondsPerGigabyte * gigabytes);
        double first = (double)maxMilliseconds / steps;
        double rise = (maxMilliseconds - first) / steps;
        DowntimeStep[] made = new DowntimeStep[steps + 1];
        for (int i = 0; i <= steps; i++)
        {
            made[i] = new DowntimeStep(checked(delay * i), (int)(first + (rise * i)));
        }

        return new DowntimeSchedule(made);
    }

    /// <summary>The limit that holds at a time, in nanoseconds.</summary>
    /// <param name="nowNanoseconds">The time since the migration began.</param>
    public long LimitAt(long nowNanoseconds)
    {
        int step = 0;
        while (step + 1 < _steps.Length && Nanoseconds.ToSeconds(nowNanoseconds) >= _steps[step + 1].AtSeconds)
        {
            step++;
        }

        return Nanoseconds.FromSeconds(_steps[step].LimitMilliseconds / 1e3);
    }
}
