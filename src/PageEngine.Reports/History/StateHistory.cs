namespace PageEngine.Reports;

/// <summary>The states in one column of one series: of each point, how many samples were in which state.</summary>
/// <remarks>Not thread-safe while its history takes rows. States beyond the first 31 count as one, "other".</remarks>
public sealed class StateHistory
{
    private const int StateLimit = 32;
    private const string OtherStates = "other";

    private readonly List<string> _names = [];
    private readonly List<int[]> _samples = [];
    private readonly List<long> _totals = [];
    private int _capacity;
    private int _count;
    private long _totalSamples;

    internal StateHistory()
    {
    }

    /// <summary>The states, in the order in which they came up.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The points that are there.</summary>
    public int Count => _count;

    /// <summary>The state of the last sample; empty if there is none.</summary>
    public string Last { get; private set; } = "";

    /// <summary>How often the state changed from one sample to the next.</summary>
    public long ChangeCount { get; private set; }

    /// <summary>The share of the samples of a point that were in a state, 0 to 1.</summary>
    /// <param name="point">The point.</param>
    /// <param name="state">The index of the state in <see cref="Names"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such point or state.</exception>
    public double GetShare(int point, int state)
    {
        CheckState(state);
        ArgumentOutOfRangeException.ThrowIfNegative(point);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(point, _count);
        long all = 0;
        foreach (int[] samples in _samples)
        {
            all += samples[point];
        }

        return (double)_samples[state][point] / all;
    }

    /// <summary>The share of all samples that were in a state, 0 to 1.</summary>
    /// <param name="state">The index of the state in <see cref="Names"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such state.</exception>
    public double GetShare(int state)
    {
        CheckState(state);
        return (double)_totals[state] / _totalSamples;
    }

    internal void Add(int point, SeriesRow row, int column)
    {
        if (point == _count)
        {
            foreach (int[] samples in _samples)
            {
                samples[point] = 0;
            }

            _count++;
        }

        string name = row.GetText(column);
        int state = IndexOf(name);
        _samples[state][point]++;
        _totals[state]++;
        ChangeCount += _totalSamples > 0 && name != Last ? 1 : 0;
        _totalSamples++;
        Last = name;
    }

    internal void MergePairs(int count)
    {
        foreach (int[] samples in _samples)
        {
            for (int i = 0; i < count / 2; i++)
            {
                samples[i] = samples[2 * i] + samples[(2 * i) + 1];
            }
        }

        _count = count / 2;
    }

    internal void Resize(int capacity)
    {
        _capacity = capacity;
        for (int i = 0; i < _samples.Count; i++)
        {
            int[] samples = _samples[i];
            Array.Resize(ref samples, capacity);
            _samples[i] = samples;
        }
    }

    private int IndexOf(string name)
    {
        int state = _names.IndexOf(name);
        if (state < 0 && _names.Count == StateLimit)
        {
            return StateLimit - 1;
        }

        if (state < 0)
        {
            state = _names.Count;
            _names.Add(state == StateLimit - 1 ? OtherStates : name);
            _samples.Add(new int[_capacity]);
            _totals.Add(0);
        }

        return state;
    }

    private void CheckState(int state)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(state);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(state, _names.Count);
    }
}
