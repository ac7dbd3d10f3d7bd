namespace PageEngine;

/// <summary>Chooses the pages of a slice so that a full pass takes a target time, within bounds of processor use.</summary>
/// <remarks>
/// The rule of Linux' scan-time advisor, in its integers (mm/ksm.c, scan_time_advisor; since 6.8): the change of the
/// scan time is smoothed with weights 70 and 30, and the processor's share of the last pass sets the bounds. Record one
/// slice for each full pass. Times count in whole seconds, at least 1; shares in whole percent, at least 1.
/// </remarks>
public sealed class ScanTimeAdvisor : ScanPacer
{
    private const ulong OldWeight = 70;
    private const ulong NewWeight = 30;
    private const ulong MinCpuPercent = 10;
    private readonly ulong _targetSeconds;
    private readonly ulong _maxCpuPercent;
    private readonly ulong _maxPages;
    private ulong _pages;
    private ulong _lastSeconds;
    private ulong _change;

    /// <summary>Makes an advisor.</summary>
    /// <param name="target">The time that a full pass is to take; 200 s in Linux, and when left out.</param>
    /// <param name="maxCpuPercent">The most of one processor to use, 10 to 100.</param>
    /// <param name="initialPages">The pages of the first slices, at least 1.</param>
    /// <param name="maxPages">The most pages of a slice, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public ScanTimeAdvisor(TimeSpan? target = null, int maxCpuPercent = 70, ulong initialPages = 500, ulong maxPages = 30_000)
    {
        TimeSpan wanted = target ?? TimeSpan.FromSeconds(200);
        ArgumentOutOfRangeException.ThrowIfLessThan(wanted, TimeSpan.FromSeconds(1), nameof(target));
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCpuPercent, (int)MinCpuPercent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxCpuPercent, 100);
        ArgumentOutOfRangeException.ThrowIfZero(initialPages);
        ArgumentOutOfRangeException.ThrowIfZero(maxPages);
        _targetSeconds = (ulong)wanted.TotalSeconds;
        _maxCpuPercent = (ulong)maxCpuPercent;
        _pages = initialPages;
        _maxPages = maxPages;
    }

    /// <inheritdoc/>
    public override ulong PagesPerSlice => _pages;

    /// <summary>Tells what the last full pass took.</summary>
    /// <param name="slice">The measurement of the pass; passes of less than a second are not counted.</param>
    public override void Record(ScanSlice slice)
    {
        if (slice.Elapsed < TimeSpan.FromSeconds(1))
        {
            return;
        }

        ulong seconds = (ulong)slice.Elapsed.TotalSeconds;
        ulong cpuPercent = Math.Max((ulong)slice.CpuTime.TotalMilliseconds * 100 / (seconds * 1000), 1);
        ulong factor = Math.Max(_targetSeconds * 100 / seconds, 1);
        ulong newChange = Math.Max(seconds * 100 / (_lastSeconds == 0 ? seconds : _lastSeconds), 1);
        _change = ((OldWeight * _change) + (NewWeight * newChange)) / 100;
        ulong pages = _pages * 100 / factor * _change / 100;
        ulong perPercent = Math.Max(_pages / cpuPercent, 1);
        pages = Math.Max(Math.Min(pages, perPercent * _maxCpuPercent), perPercent * MinCpuPercent);
        _pages = Math.Min(pages, _maxPages);
        _lastSeconds = seconds;
    }
}
