namespace PageEngine.Reports.Tests;

/// <summary>One plot of each kind, made of a name and of values.</summary>
internal static class PlotSamples
{
    internal static readonly PlotAxis Memory = new("memory", PlotQuantity.Pages);

    internal static LinePlot Line(
        IReadOnlyList<double> ys, string name = "a", PlotLineStyle style = PlotLineStyle.Line, PlotAxis? axis = null) =>
        new("lines", PlotAxis.Time, axis ?? Memory, [new PlotLine(name, Count(ys.Count), ys) { Style = style }]);

    /// <summary>Plots of every kind with a name in every place that takes one.</summary>
    internal static IEnumerable<ReportPlot> OfAllKinds(string name, IReadOnlyList<double> values)
    {
        double[] xs = Count(values.Count);
        double[] edges = Count(values.Count + 1);
        PlotAxis time = PlotAxis.Time with { Label = name };
        PlotAxis memory = Memory with { Label = name };
        foreach (PlotLineStyle style in Enum.GetValues<PlotLineStyle>())
        {
            yield return new LinePlot(name, time, memory, [new PlotLine(name, xs, values) { Style = style }])
            {
                Markers = [new PlotMarker(0, name)],
                Caption = name,
            };
        }

        PlotLine band = new(name, xs, values) { Lows = values, Highs = values };
        yield return new LinePlot(name, time, memory, [band]);
        yield return new AreaPlot(name, time, memory, xs, [new PlotArea(name, values), new PlotArea(name, values)])
        {
            Lines = [new PlotLine(name, xs, values) { Style = PlotLineStyle.Dashed }],
        };
        yield return new StatePlot(
            name,
            time,
            [new PlotState(name, PlotColor.Level0), new PlotState(name + "2", PlotColor.Level4)],
            [new StateRow(name, [.. Enumerable.Range(0, values.Count).Select(i => new StateSpan(i, i + 1, i % 2))])]);
        yield return new HeatPlot(name, time, memory, [new HeatRow(name, edges, values)]);
        foreach (bool isStacked in new[] { false, true })
        {
            yield return new BarPlot(
                name,
                memory,
                [.. values.Select((_, i) => name + i)],
                [new PlotBars(name, values), new PlotBars(name, values)])
            {
                IsStacked = isStacked,
            };
        }

        yield return new HistogramPlot(name, time, memory, edges, values);
    }

    internal static double[] Count(int count) => [.. Enumerable.Range(0, count).Select(i => (double)i)];
}
