namespace PageEngine.Reports;

/// <summary>A unit to show a quantity in.</summary>
/// <param name="Factor">What one of it is in the unit of the data.</param>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Suffix">What stands right behind the digits: k, M, G for plain numbers.</param>
/// <param name="Steps">Which steps between labels are round.</param>
internal readonly record struct QuantityUnit(double Factor, string Name, string Suffix, TickSteps Steps)
{
    private const double BytesPerPage = 4096;
    private const double SecondsAreReadUpTo = 300;

    private static readonly string[] BinaryNames = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    private static readonly string[] DecimalSuffixes = ["", "k", "M", "G", "T", "P"];

    /// <summary>The unit for values up to a size; a size of 0 gets the unit that is usual.</summary>
    internal static QuantityUnit Choose(PlotQuantity quantity, double size) => quantity switch
    {
        PlotQuantity.Pages => Binary(size * BytesPerPage, "") is var unit
            ? unit with { Factor = unit.Factor / BytesPerPage }
            : default,
        PlotQuantity.Bytes => Binary(size, ""),
        PlotQuantity.BytesPerSecond => Binary(size, "/s"),
        PlotQuantity.Seconds => Time(size),
        PlotQuantity.Share => new QuantityUnit(0.01, "%", "", TickSteps.Decimal),
        PlotQuantity.PerSecond => Decimal(size, "/s"),
        _ => Decimal(size, ""),
    };

    private static QuantityUnit Binary(double bytes, string tail)
    {
        if (bytes == 0)
        {
            return new QuantityUnit(1 << 20, "MiB" + tail, "", TickSteps.Binary);
        }

        int power = 0;
        double factor = 1;
        while (power < BinaryNames.Length - 1 && bytes >= factor * 1024)
        {
            power++;
            factor *= 1024;
        }

        return new QuantityUnit(factor, BinaryNames[power] + tail, "", TickSteps.Binary);
    }

    private static QuantityUnit Decimal(double size, string name)
    {
        int power = 0;
        double factor = 1;
        while (size >= 10_000 && power < DecimalSuffixes.Length - 1 && size >= factor * 1000)
        {
            power++;
            factor *= 1000;
        }

        // Beyond the last suffix a power of ten says it better.
        return size >= 1e18
            ? new QuantityUnit(1, name, "", TickSteps.Decimal)
            : new QuantityUnit(factor, name, DecimalSuffixes[power], TickSteps.Decimal);
    }

    private static QuantityUnit Time(double seconds) => seconds switch
    {
        0 => new QuantityUnit(1, "s", "", TickSteps.Decimal),
        < 1e-6 => new QuantityUnit(1e-9, "ns", "", TickSteps.Decimal),
        < 1e-3 => new QuantityUnit(1e-6, "µs", "", TickSteps.Decimal),
        < 1 => new QuantityUnit(1e-3, "ms", "", TickSteps.Decimal),
        <= SecondsAreReadUpTo => new QuantityUnit(1, "s", "", TickSteps.Sixties),
        <= 3 * 3600 => new QuantityUnit(60, "min", "", TickSteps.Sixties),
        <= 3 * 86_400 => new QuantityUnit(3600, "h", "", TickSteps.Sixties),
        _ => new QuantityUnit(86_400, "d", "", TickSteps.Decimal),
    };
}
