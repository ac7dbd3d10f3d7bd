namespace PageEngine.Reports;

/// <summary>Lays out a plot of any kind.</summary>
internal static class PlotComposer
{
    internal static PlotDrawing Compose(ReportPlot plot, DrawingSize size, PlotTheme theme) => plot switch
    {
        LinePlot lines => LineComposer.Compose(lines, size, theme),
        AreaPlot areas => AreaComposer.Compose(areas, size, theme),
        StatePlot states => StateComposer.Compose(states, size, theme),
        HeatPlot heat => HeatComposer.Compose(heat, size, theme),
        BarPlot bars => BarComposer.Compose(bars, size, theme),
        HistogramPlot histogram => HistogramComposer.Compose(histogram, size, theme),
        _ => throw new ArgumentException($"Plots of the kind {plot.GetType().Name} cannot be drawn.", nameof(plot)),
    };
}
