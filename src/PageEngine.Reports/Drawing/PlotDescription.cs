using System.Text;

namespace PageEngine.Reports;

/// <summary>Plots in words, for those who hear a page.</summary>
internal static class PlotDescription
{
    private const int NamedAtMost = 8;

    internal static string Of(ReportPlot plot, AxisScale x, AxisScale y, IReadOnlyList<PlotLine> lines)
    {
        StringBuilder text = new($"{TextFit.OneLine(plot.Title)}. {Range(x)}; {TextFit.OneLine(y.Title)}.");
        foreach (PlotLine line in lines.Take(NamedAtMost))
        {
            AppendSeries(text, line.Name, line.Highs ?? line.Ys, line.Ys, y);
        }

        return AndMore(text, lines.Count - NamedAtMost);
    }

    internal static string Of(AreaPlot plot, AxisScale x, AxisScale y)
    {
        StringBuilder text = new($"{TextFit.OneLine(plot.Title)}, stacked. {Range(x)}; {TextFit.OneLine(y.Title)}.");
        foreach (PlotArea area in plot.Areas.Take(NamedAtMost))
        {
            AppendSeries(text, area.Name, area.Values, area.Values, y);
        }

        return AndMore(text, plot.Areas.Count - NamedAtMost);
    }

    /// <summary>What axes measure and in which units, as a sentence.</summary>
    internal static string Units(params ReadOnlySpan<AxisScale> scales)
    {
        StringBuilder text = new();
        foreach (AxisScale scale in scales)
        {
            text.Append(text.Length == 0 ? "" : "; ").Append(TextFit.OneLine(scale.Title));
        }

        return text.Length == 0 ? "" : $"{text.ToString(0, 1).ToUpperInvariant()}{text.ToString(1, text.Length - 1)}.";
    }

    internal static string OfRows(ReportPlot plot, AxisScale x, IEnumerable<string> rows, int rowCount)
    {
        StringBuilder text = new($"{TextFit.OneLine(plot.Title)}. {Range(x)}.");
        foreach (string row in rows.Take(NamedAtMost))
        {
            text.Append(' ').Append(TextFit.OneLine(row)).Append('.');
        }

        return AndMore(text, rowCount - NamedAtMost);
    }

    private static string Range(AxisScale x) =>
        $"{TextFit.OneLine(x.Title)} from {x.DescribeInUnit(x.Low)} to {x.DescribeInUnit(x.High)}";

    private static void AppendSeries(
        StringBuilder text, string name, IReadOnlyList<double> highs, IReadOnlyList<double> values, AxisScale y)
    {
        double highest = highs.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max();
        double last = values.LastOrDefault(double.IsFinite, double.NaN);
        text.Append(' ').Append(TextFit.OneLine(name)).Append(double.IsNaN(last)
            ? ": no samples."
            : $": at most {y.Describe(highest)}, at the end {y.Describe(last)}.");
    }

    private static string AndMore(StringBuilder text, int count) =>
        (count > 0 ? text.Append($" And {count} more.") : text).ToString();
}
