using System.Diagnostics;

namespace PageEngine.Reports;

/// <summary>An axis with its ends, its unit and its labels. Immutable.</summary>
internal sealed class AxisScale
{
    /// <summary>Values are held to this, so that differences of any two are finite.</summary>
    internal const double GreatestValue = 1e300;

    private const int TickLimit = 60;
    private const int DecimalsAtMost = 6;
    private const double CountedUpTo = 1e6;

    private static readonly double[] SixtiesSteps = [1, 2, 5, 10, 15, 20, 30, 60];

    private readonly string _label;
    private readonly PlotQuantity _quantity;
    private readonly QuantityUnit _unit;

    private AxisScale(PlotAxis axis, QuantityUnit unit, double low, double high, double step)
    {
        Debug.Assert(low < high && step > 0, "an axis has a length");
        _label = axis.Label;
        _quantity = axis.Quantity;
        _unit = unit;
        Low = low;
        High = high;
        Ticks = MakeTicks(step);
    }

    internal double Low { get; }

    internal double High { get; }

    internal IReadOnlyList<AxisTick> Ticks { get; }

    /// <summary>The unit of the labels; may be empty.</summary>
    internal string UnitName => _unit.Name;

    /// <summary>What is measured, with the unit: <c>memory (GiB)</c>.</summary>
    internal string Title => _unit.Name switch
    {
        "" => _label,
        "/s" => $"{_label} (1/s)",
        _ => $"{_label} ({_unit.Name})",
    };

    /// <summary>The axis of a span of time or the like: it ends where the data ends.</summary>
    internal static AxisScale Exact(PlotAxis axis, DataExtent extent, int tickCount)
    {
        double low = axis.Minimum ?? extent.LowOr(0);
        double high = Math.Max(axis.Maximum ?? double.NegativeInfinity, extent.HighOr(low));
        (low, high) = Open(low, high);
        QuantityUnit unit = QuantityUnit.Choose(axis.Quantity, Math.Max(Math.Abs(low), Math.Abs(high)));
        return new AxisScale(axis, unit, low, high, RoundStep(unit, high - low, tickCount));
    }

    /// <summary>The axis of values: it begins at 0 where nothing is negative and ends on a label.</summary>
    internal static AxisScale Rounded(PlotAxis axis, DataExtent extent, int tickCount)
    {
        double low = axis.Minimum ?? Math.Min(0, extent.LowOr(0));
        double high = Math.Max(axis.Maximum ?? double.NegativeInfinity, extent.HighOr(low));
        QuantityUnit unit = QuantityUnit.Choose(axis.Quantity, Math.Max(Math.Abs(low), Math.Abs(high)));
        if (!(high > low))
        {
            high = low + (axis.Quantity == PlotQuantity.Share ? 1 : Math.Max(unit.Factor, Math.Abs(low) * 0.1));
        }

        double step = RoundStep(unit, high - low, tickCount);
        double roundLow = axis.Minimum is null ? Math.Floor((low / step) + 1e-9) * step : low;
        double roundHigh = Math.Ceiling((high / step) - 1e-9) * step;
        if (axis.Quantity == PlotQuantity.Share && high <= 1)
        {
            roundHigh = Math.Min(1, roundHigh);
        }

        return new AxisScale(axis, unit, roundLow, Math.Max(roundHigh, high), step);
    }

    /// <summary>Where a value is on the axis, 0 to 1 if it is between its ends; NaN stays NaN.</summary>
    internal double Place(double value) => (Math.Clamp(value, -GreatestValue, GreatestValue) - Low) / (High - Low);

    /// <summary>A value of the axis in the unit that fits it best.</summary>
    internal string Describe(double value) => QuantityText.Format(value, _quantity);

    /// <summary>A value in the unit of the labels.</summary>
    internal string DescribeInUnit(double value)
    {
        string number = NumberText.Significant(value / _unit.Factor) + _unit.Suffix;
        return _unit.Name.Length == 0 ? number : $"{number} {_unit.Name}";
    }

    private static (double Low, double High) Open(double low, double high) =>
        high > low ? (low, high) : (low, low + Math.Max(Math.Abs(low) * 0.1, 1));

    private static double RoundStep(QuantityUnit unit, double span, int tickCount)
    {
        double wanted = span / tickCount / unit.Factor;
        double round = unit.Steps switch
        {
            TickSteps.Binary => Math.Pow(2, Math.Ceiling(Math.Log2(wanted) - 1e-9)),
            TickSteps.Sixties when wanted is > 0.5 and <= 60 => Array.Find(SixtiesSteps, step => step >= wanted),
            _ => DecimalStep(wanted),
        };
        return round * unit.Factor;
    }

    private static double DecimalStep(double wanted)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(wanted)));
        return (wanted / power) switch
        {
            <= 1.0001 => power,
            <= 2.0001 => 2 * power,
            <= 5.0001 => 5 * power,
            _ => 10 * power,
        };
    }

    private AxisTick[] MakeTicks(double step)
    {
        double stepInUnits = step / _unit.Factor;
        Func<double, string> write = WriterFor(stepInUnits, Math.Max(Math.Abs(Low), Math.Abs(High)) / _unit.Factor);
        List<AxisTick> ticks = [];
        double first = Math.Ceiling((Low / step) - 1e-9);
        for (double i = first; i <= (High / step) + 1e-9 && ticks.Count < TickLimit; i++)
        {
            string label = i == 0 ? "0" : write(i * stepInUnits) + _unit.Suffix;
            ticks.Add(new AxisTick(Place(i * step), label));
        }

        return [.. ticks];
    }

    // Sizes that nobody counts are written with a power of ten, with the digits that tell the labels apart.
    private static Func<double, string> WriterFor(double step, double greatest)
    {
        int decimals = DecimalsOf(step);
        if (greatest < CountedUpTo && decimals <= DecimalsAtMost)
        {
            return value => NumberText.Fixed(value, decimals);
        }

        int digits = Math.Clamp((int)Math.Ceiling(Math.Log10(greatest / step)) + 1, 2, 15);
        return value => NumberText.Power(value, digits);
    }

    // Enough decimals to tell the labels apart: 0.25 needs two, 0.0625 four.
    private static int DecimalsOf(double step)
    {
        int decimals = 0;
        double rest = step;
        while (decimals <= DecimalsAtMost && Math.Abs(rest - Math.Round(rest)) > 1e-6 * rest)
        {
            rest *= 10;
            decimals++;
        }

        return decimals;
    }
}
