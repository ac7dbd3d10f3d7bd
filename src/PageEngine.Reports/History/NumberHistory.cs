namespace PageEngine.Reports;

/// <summary>The numbers of one column of one series, a point for each run of samples.</summary>
/// <remarks>Not thread-safe while its history takes rows. A point whose samples are all missing is not a number (NaN).
/// </remarks>
public sealed class NumberHistory
{
    private double[] _minimum = [];
    private double[] _maximum = [];
    private double[] _sum = [];
    private int[] _samples = [];
    private int _count;
    private double _total;
    private long _totalSamples;

    internal NumberHistory()
    {
    }

    /// <summary>The points that are there.</summary>
    public int Count => _count;

    /// <summary>The least of each point.</summary>
    public ReadOnlySpan<double> Minimum => _minimum.AsSpan(0, _count);

    /// <summary>The greatest of each point.</summary>
    public ReadOnlySpan<double> Maximum => _maximum.AsSpan(0, _count);

    /// <summary>The last number that was not missing; NaN if there is none.</summary>
    public double Last { get; private set; } = double.NaN;

    /// <summary>The least of all numbers; NaN if there is none.</summary>
    public double Lowest { get; private set; } = double.NaN;

    /// <summary>The greatest of all numbers; NaN if there is none.</summary>
    public double Highest { get; private set; } = double.NaN;

    /// <summary>The mean of all numbers; NaN if there is none.</summary>
    public double Average => _totalSamples > 0 ? _total / _totalSamples : double.NaN;

    /// <summary>The mean of each point, in a new array.</summary>
    public double[] ToMeans()
    {
        double[] means = new double[_count];
        for (int i = 0; i < means.Length; i++)
        {
            means[i] = _samples[i] > 0 ? _sum[i] / _samples[i] : double.NaN;
        }

        return means;
    }

    internal void Add(int point, double value)
    {
        if (point == _count)
        {
            _minimum[point] = double.NaN;
            _maximum[point] = double.NaN;
            _sum[point] = 0;
            _samples[point] = 0;
            _count++;
        }

        if (double.IsNaN(value))
        {
            return;
        }

        _minimum[point] = Least(_minimum[point], value);
        _maximum[point] = Greatest(_maximum[point], value);
        _sum[point] += value;
        _samples[point]++;
        Last = value;
        Lowest = Least(Lowest, value);
        Highest = Greatest(Highest, value);
        _total += value;
        _totalSamples++;
    }

    internal void MergePairs(int count)
    {
        for (int i = 0; i < count / 2; i++)
        {
            int left = 2 * i;
            int right = left + 1;
            _minimum[i] = Least(_minimum[left], _minimum[right]);
            _maximum[i] = Greatest(_maximum[left], _maximum[right]);
            _sum[i] = _sum[left] + _sum[right];
            _samples[i] = _samples[left] + _samples[right];
        }

        _count = count / 2;
    }

    internal void Resize(int capacity)
    {
        Array.Resize(ref _minimum, capacity);
        Array.Resize(ref _maximum, capacity);
        Array.Resize(ref _sum, capacity);
        Array.Resize(ref _samples, capacity);
    }

    // The framework's Min and Max answer NaN if either side is; here NaN is "nothing yet".
    private static double Least(double left, double right) => right < left || double.IsNaN(left) ? right : left;

    private static double Greatest(double left, double right) => right > left || double.IsNaN(left) ? right : left;
}
