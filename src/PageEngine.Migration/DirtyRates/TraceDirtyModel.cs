namespace PageEngine.Migration;

/// <summary>A trace of the bytes that a guest dirtied in one period after the other.</summary>
/// <remarks>
/// Within a period memory is dirtied evenly, and pages of different periods count as different. A window over whole
/// periods finds exactly what they say; nothing is written behind the last.
/// </remarks>
public sealed class TraceDirtyModel : DirtyModel
{
    // Ends of the periods, and the pages dirtied up to them.
    private readonly double[] _ends;
    private readonly double[] _pagesUntil;

    /// <summary>Makes a model from a trace.</summary>
    /// <param name="periods">The periods in their order; at least one.</param>
    /// <exception cref="ArgumentException">There is no period, or one has no length or negative bytes.</exception>
    public TraceDirtyModel(IReadOnlyList<TracePeriod> periods)
    {
        ArgumentNullException.ThrowIfNull(periods);
        if (periods.Count == 0)
        {
            throw new ArgumentException("A trace has at least one period.", nameof(periods));
        }

        _ends = new double[periods.Count];
        _pagesUntil = new double[periods.Count];
        double end = 0;
        double pages = 0;
        for (int i = 0; i < periods.Count; i++)
        {
            TracePeriod period = periods[i];
            if (!(period.Seconds > 0 && double.IsFinite(period.Seconds) && period.Bytes >= 0 && double.IsFinite(period.Bytes)))
            {
                throw new ArgumentException($"Period {i} of the trace is not one.", nameof(periods));
            }

            _ends[i] = end += period.Seconds;
            _pagesUntil[i] = pages += period.Bytes / Page.Size;
        }
    }

    /// <inheritdoc/>
    public override double WorkingSetPages => Math.Max(_pagesUntil[^1], 1);

    /// <inheritdoc/>
    public override double StationaryFromSeconds => _ends[^1];

    private protected override double Writes(double fromSeconds, double toSeconds) =>
        DistinctPages(fromSeconds, toSeconds);

    private protected override double DistinctPages(double fromSeconds, double toSeconds) =>
        Until(toSeconds) - Until(fromSeconds);

    private double Until(double seconds)
    {
        int period = Array.BinarySearch(_ends, seconds);
        period = period < 0 ? ~period : period;
        if (period == _ends.Length)
        {
            return _pagesUntil[^1];
        }

        double start = period == 0 ? 0 : _ends[period - 1];
        double before = period == 0 ? 0 : _pagesUntil[period - 1];
        return before + ((_pagesUntil[period] - before) * ((seconds - start) / (_ends[period] - start)));
    }
}
