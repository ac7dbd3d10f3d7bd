namespace PageEngine.Migration;

/// <summary>Holds one vCPU to a dirty rate by letting it sleep whenever its dirty ring is full.</summary>
/// <remarks>
/// <para>
/// The rule of QEMU (<c>system/dirtylimit.c</c>), once a period: within 25 MiB/s of the limit nothing changes. When the
/// rate is off by more than half, the sleep changes by what would bring it to the limit; otherwise by a tenth of the
/// time in which the ring fills. The sleep is never more than 99 times that time.
/// </para>
/// <para>An instance belongs to one vCPU of one migration and is for one thread at a time.</para>
/// </remarks>
public sealed class VcpuDirtyLimit
{
    private const double ToleranceBytesPerSecond = 25 << 20;
    private const double LinearAbove = 0.5;
    private const int StepsPerRing = 10;
    private const int MaxSleepPerRing = 99;

    private readonly DirtyLimitOptions _options;
    private double _highestRate;
    private double _ringSeconds;
    private double _sleepSeconds;

    /// <summary>Makes an instance that lets the vCPU run.</summary>
    /// <param name="options">The limit.</param>
    public VcpuDirtyLimit(DirtyLimitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>How long the vCPU sleeps whenever its ring is full, in nanoseconds.</summary>
    public long SleepNanoseconds => Nanoseconds.FromSeconds(_sleepSeconds);

    /// <summary>The part of the time in which the vCPU runs: over 0, at most 1.</summary>
    public double RunningFraction => _sleepSeconds > 0 ? _ringSeconds / (_ringSeconds + _sleepSeconds) : 1;

    /// <summary>Sets the sleep anew, after a period.</summary>
    /// <param name="bytesPerSecond">What the vCPU dirtied in the period, in bytes a second; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative.</exception>
    public void Adjust(double bytesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytesPerSecond);
        double limit = _options.BytesPerSecond;
        if (bytesPerSecond == 0)
        {
            _sleepSeconds = 0;
            return;
        }

        double off = Math.Abs(limit - bytesPerSecond);
        if (off <= ToleranceBytesPerSecond)
        {
            return;
        }

        _highestRate = Math.Max(_highestRate, bytesPerSecond);
        _ringSeconds = (double)_options.RingEntries * Page.Size / _highestRate;
        double larger = Math.Max(limit, bytesPerSecond);
        double share = off / larger;
        double change = share > LinearAbove ? _ringSeconds * share / (1 - share) : _ringSeconds / StepsPerRing;
        _sleepSeconds += bytesPerSecond > limit ? change : -change;
        _sleepSeconds = Math.Clamp(_sleepSeconds, 0, MaxSleepPerRing * _ringSeconds);
    }
}
