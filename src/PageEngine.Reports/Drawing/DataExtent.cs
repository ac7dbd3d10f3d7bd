namespace PageEngine.Reports;

/// <summary>The least and the greatest of the finite values that were seen.</summary>
internal struct DataExtent
{
    private double _low;
    private double _high;

    internal bool IsEmpty { get; private set; }

    public DataExtent()
    {
        _low = double.PositiveInfinity;
        _high = double.NegativeInfinity;
        IsEmpty = true;
    }

    internal readonly double LowOr(double whenEmpty) => IsEmpty ? whenEmpty : _low;

    internal readonly double HighOr(double whenEmpty) => IsEmpty ? whenEmpty : _high;

    internal void Add(double value)
    {
        if (double.IsFinite(value))
        {
            double held = Math.Clamp(value, -AxisScale.GreatestValue, AxisScale.GreatestValue);
            _low = Math.Min(_low, held);
            _high = Math.Max(_high, held);
            IsEmpty = false;
        }
    }

    internal void Add(IReadOnlyList<double> values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            Add(values[i]);
        }
    }
}
