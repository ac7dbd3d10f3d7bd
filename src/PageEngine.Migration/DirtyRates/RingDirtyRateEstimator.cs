namespace PageEngine.Migration;

/// <summary>Measures the dirty rate of each vCPU from its dirty ring.</summary>
/// <remarks>
/// A ring gets a page once until it is reset, so a page that is written on both sides of a reset counts twice, and one
/// that two vCPUs write counts for each: the sum is an upper bound that is exact where rings are reset once a period. It
/// is what limits on vCPUs need. For one thread at a time.
/// </remarks>
public sealed class RingDirtyRateEstimator
{
    private readonly ulong[] _pages;
    private long _start;

    /// <summary>Makes an estimator whose first period begins at time 0.</summary>
    /// <param name="vcpuCount">The vCPUs; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are none.</exception>
    public RingDirtyRateEstimator(int vcpuCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(vcpuCount);
        _pages = new ulong[vcpuCount];
    }

    /// <summary>The vCPUs.</summary>
    public int VcpuCount => _pages.Length;

    /// <summary>Begins a period.</summary>
    /// <param name="nowNanoseconds">The time.</param>
    public void Start(long nowNanoseconds)
    {
        Array.Clear(_pages);
        _start = nowNanoseconds;
    }

    /// <summary>Counts pages that were harvested from a ring.</summary>
    /// <param name="vcpu">Whose ring.</param>
    /// <param name="pages">The pages.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such vCPU.</exception>
    public void Record(int vcpu, int pages)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pages);
        _pages[vcpu] += (ulong)pages;
    }

    /// <summary>What one vCPU has dirtied since the period began.</summary>
    /// <param name="vcpu">Which.</param>
    /// <param name="nowNanoseconds">The time, not before the start.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time runs backwards.</exception>
    /// <exception cref="IndexOutOfRangeException">There is no such vCPU.</exception>
    public DirtyRate RateOf(int vcpu, long nowNanoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nowNanoseconds, _start);
        return new DirtyRate(_pages[vcpu], nowNanoseconds - _start);
    }

    /// <summary>What all vCPUs have dirtied since the period began.</summary>
    /// <param name="nowNanoseconds">The time, not before the start.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time runs backwards.</exception>
    public DirtyRate Total(long nowNanoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nowNanoseconds, _start);
        ulong pages = 0;
        foreach (ulong ofOne in _pages)
        {
            pages += ofOne;
        }

        return new DirtyRate(pages, nowNanoseconds - _start);
    }
}
