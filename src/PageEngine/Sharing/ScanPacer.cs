namespace PageEngine;

/// <summary>Decides how many pages the next piece of scanning visits. Pure: time comes in with what was measured.</summary>
/// <remarks>
/// The loop is the caller's: <c>sharer.Scan(pacer.PagesPerSlice)</c>, measure, <see cref="Record"/>, rest. Not
/// thread-safe.
/// </remarks>
public abstract class ScanPacer
{
    /// <summary>The pages that the next slice visits, at least 1.</summary>
    public abstract ulong PagesPerSlice { get; }

    /// <summary>Tells what the last slice took.</summary>
    /// <param name="slice">The measurement.</param>
    public abstract void Record(ScanSlice slice);

    /// <summary>A number of pages for each slice (KSM's pages_to_scan).</summary>
    /// <param name="pages">The pages, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">No page at all.</exception>
    public static ScanPacer Fixed(ulong pages) => new FixedPacer(pages);

    /// <summary>As many pages as fit a share of one processor.</summary>
    /// <remarks>
    /// The cost of a page is averaged over slices with a weight of a quarter for the newest. The first slice visits
    /// 256 pages, to learn.
    /// </remarks>
    /// <param name="percent">The share in percent, above 0 and at most 100.</param>
    /// <param name="interval">The time from the begin of one slice to the begin of the next.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share or the interval is out of range.</exception>
    public static ScanPacer CpuShare(double percent, TimeSpan interval) => new CpuSharePacer(percent, interval);

    private sealed class FixedPacer : ScanPacer
    {
        internal FixedPacer(ulong pages)
        {
            ArgumentOutOfRangeException.ThrowIfZero(pages);
            PagesPerSlice = pages;
        }

        public override ulong PagesPerSlice { get; }

        public override void Record(ScanSlice slice)
        {
        }
    }

    private sealed class CpuSharePacer : ScanPacer
    {
        private const ulong FirstSlice = 256;
        private const double NewestWeight = 0.25;
        private readonly double _ticksPerSlice;
        private double _ticksPerPage;

        internal CpuSharePacer(double percent, TimeSpan interval)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percent);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
            _ticksPerSlice = interval.Ticks * percent / 100;
        }

        public override ulong PagesPerSlice =>
            _ticksPerPage == 0 ? FirstSlice : (ulong)Math.Clamp(_ticksPerSlice / _ticksPerPage, 1, long.MaxValue);

        public override void Record(ScanSlice slice)
        {
            if (slice.PagesScanned > 0 && slice.CpuTime > TimeSpan.Zero)
            {
                double cost = (double)slice.CpuTime.Ticks / slice.PagesScanned;
                _ticksPerPage = _ticksPerPage == 0 ? cost : (_ticksPerPage * (1 - NewestWeight)) + (cost * NewestWeight);
            }
        }
    }
}
