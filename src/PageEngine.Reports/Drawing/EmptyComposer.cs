namespace PageEngine.Reports;

/// <summary>Says that there is nothing to draw.</summary>
internal static class EmptyComposer
{
    internal static PlotDrawing Compose(ReportPlot plot, DrawingSize size, PlotTheme theme)
    {
        PlotFrame frame = new(size.Width, size.Height / 2, 16, 16, size.Width - 16, (size.Height / 2) - 16);
        PlotDrawing drawing = new(frame, theme)
        {
            Description = $"{TextFit.OneLine(plot.Title)}: no samples",
        };
        drawing.AddLine([new(0, 0), new(1, 0)], Palette.Axis, 1);
        drawing.AddText(size.Width / 2.0, size.Height / 4.0, "no samples", TextAnchor.Middle, Palette.Muted);
        return drawing;
    }
}
