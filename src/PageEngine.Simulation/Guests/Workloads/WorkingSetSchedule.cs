namespace PageEngine.Simulation;

/// <summary>The pages of a working set over time.</summary>
/// <remarks>It remembers the part of the schedule that was asked for last, and nothing that matters.</remarks>
internal sealed class WorkingSetSchedule
{
    private readonly long[] _times;
    private readonly uint[] _pages;
    private readonly bool _gradual;
    private readonly long _period;
    private int _last;

    internal WorkingSetSchedule(WorkingSetGrowthWorkload spec, in WorkloadSetting setting)
    {
        _times = new long[spec.Schedule.Count];
        _pages = new uint[spec.Schedule.Count];
        for (int i = 0; i < _times.Length; i++)
        {
            _times[i] = spec.Schedule[i].At.Nanoseconds;
            _pages[i] = setting.PagesOf(spec.Schedule[i].Size);
        }

        _gradual = spec.Gradual;
        _period = spec.Period?.Nanoseconds ?? long.MaxValue;
    }

    /// <summary>The pages at a time from when the task began, in nanoseconds.</summary>
    internal uint PagesAt(long time)
    {
        time = time < _period ? time : time % _period;
        if (time < _times[_last])
        {
            _last = 0;
        }

        while (_last + 1 < _times.Length && time >= _times[_last + 1])
        {
            _last++;
        }

        if (!_gradual || time <= _times[_last] || _last + 1 == _times.Length)
        {
            return _pages[_last];
        }

        double passed = (double)(time - _times[_last]) / (_times[_last + 1] - _times[_last]);
        return (uint)Math.Round(_pages[_last] + (passed * ((double)_pages[_last + 1] - _pages[_last])));
    }
}
