namespace PageEngine.Migration;

/// <summary>How fast the vCPUs of a predicted guest run, and how much of their time has passed.</summary>
internal sealed class GuestSpeed
{
    private readonly PredictionRequest _request;
    private readonly DirtyModel _writer;
    private VcpuDirtyLimit? _limit;
    private double _untilAdjustment;

    internal GuestSpeed(PredictionRequest request, DirtyModel writer)
    {
        _request = request;
        _writer = writer;
        ThrottlePercent = request.FixedThrottlePercent;
        Fraction = 1 - (ThrottlePercent / 100.0);
    }

    /// <summary>The time in which the vCPUs ran.</summary>
    internal double GuestSeconds { get; private set; }

    /// <summary>The time in which they could not.</summary>
    internal double LostSeconds { get; private set; }

    /// <summary>The part of the time in which they run.</summary>
    internal double Fraction { get; private set; }

    internal int ThrottlePercent { get; private set; }

    internal void Throttle(int percent)
    {
        ThrottlePercent = Math.Max(percent, _request.FixedThrottlePercent);
        Fraction = 1 - (ThrottlePercent / 100.0);
    }

    internal void Limit()
    {
        if (_limit is null && _request.DirtyLimit is { } options)
        {
            _limit = new VcpuDirtyLimit(options);
            _untilAdjustment = Nanoseconds.ToSeconds(options.PeriodNanoseconds);
        }
    }

    internal void Advance(double seconds)
    {
        while (_limit is not null && seconds >= _untilAdjustment)
        {
            Pass(_untilAdjustment);
            seconds -= _untilAdjustment;
            Adjust(_limit);
        }

        Pass(seconds);
        _untilAdjustment -= seconds;
    }

    private void Pass(double seconds)
    {
        GuestSeconds += seconds * Fraction;
        LostSeconds += seconds * (1 - Fraction);
    }

    // A vCPU's ring holds each page once until it is reset, so a period counts different pages.
    private void Adjust(VcpuDirtyLimit limit)
    {
        double period = Nanoseconds.ToSeconds(_request.DirtyLimit!.PeriodNanoseconds);
        double from = Math.Max(0, GuestSeconds - (period * Fraction));
        double pages = _writer.DistinctPagesIn(from, GuestSeconds) / _request.VcpuCount;
        limit.Adjust(pages * Page.Size / period);
        Fraction = limit.RunningFraction;
        ThrottlePercent = (int)Math.Round(100 * (1 - Fraction));
        _untilAdjustment = period;
    }
}
