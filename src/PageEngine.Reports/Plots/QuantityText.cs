namespace PageEngine.Reports;

/// <summary>Writes quantities for people: three digits that matter, with the unit that fits.</summary>
/// <remarks>Thread-safe. The text does not depend on the culture.</remarks>
public static class QuantityText
{
    /// <summary>A value with its unit: <c>1.5 GiB</c>, <c>42 ms</c>, <c>12.5 %</c>, <c>3.2k /s</c>.</summary>
    /// <param name="value">The value: pages, bytes, seconds, a share of 1, a number.</param>
    /// <param name="quantity">What the value is.</param>
    /// <returns>The text; a dash for a value that is not finite.</returns>
    public static string Format(double value, PlotQuantity quantity)
    {
        if (!double.IsFinite(value))
        {
            return "–";
        }

        QuantityUnit unit = QuantityUnit.Choose(quantity, Math.Abs(value));
        string number = NumberText.Significant(value / unit.Factor) + unit.Suffix;
        return unit.Name.Length == 0 ? number : $"{number} {unit.Name}";
    }
}
