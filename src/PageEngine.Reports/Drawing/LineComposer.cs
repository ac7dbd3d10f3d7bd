namespace PageEngine.Reports;

/// <summary>Lays out lines over a number.</summary>
internal static class LineComposer
{
    private const int LabelHeight = 14;
    private const int LabelRows = 2;

    internal static PlotDrawing Compose(LinePlot plot, DrawingSize size, PlotTheme theme)
    {
        DataExtent x = new();
        DataExtent y = new();
        foreach (PlotLine line in plot.Lines)
        {
            PlotCheck.Line(plot, line);
            x.Add(line.Xs);
            y.Add(line.Ys);
            y.Add(line.Lows ?? []);
            y.Add(line.Highs ?? []);
        }

        if (x.IsEmpty || y.IsEmpty)
        {
            return EmptyComposer.Compose(plot, size, theme);
        }

        CartesianAxes axes = new(
            AxisScale.Exact(plot.X, x, CartesianAxes.HorizontalTickCount(size)),
            AxisScale.Rounded(plot.Y, y, CartesianAxes.VerticalTickCount(size)),
            size,
            plot.Markers.Count > 0 ? LabelRows * LabelHeight : 0);
        PlotDrawing drawing = new(axes.Frame, theme);
        axes.DrawGrid(drawing);
        DrawLines(drawing, axes, plot.Lines, size.IsSmall ? 1.5f : 2);
        axes.DrawLabels(drawing);
        DrawMarkers(drawing, axes, plot.Markers);
        drawing.Units = PlotDescription.Units(axes.Y, axes.X);
        drawing.Description = PlotDescription.Of(plot, axes.X, axes.Y, plot.Lines);
        return drawing;
    }

    internal static void DrawLines(
        PlotDrawing drawing, CartesianAxes axes, IReadOnlyList<PlotLine> lines, float width)
    {
        for (int i = 0; i < lines.Count; i++)
        {
            PaletteColor color = Palette.Of(lines[i].Color ?? Palette.Next(i));
            LinePainter.Draw(drawing, axes, lines[i], color, lines[i].Style == PlotLineStyle.Dashed ? 1.5f : width);
            drawing.Legend.Add(new LegendEntry(lines[i].Name, color, LinePainter.MarkOf(lines[i].Style)));
        }
    }

    // A label that finds no free place in two rows is left out; its line stays.
    private static void DrawMarkers(PlotDrawing drawing, CartesianAxes axes, IReadOnlyList<PlotMarker> markers)
    {
        double[] usedUntil = new double[LabelRows];
        foreach (PlotMarker marker in markers.OrderBy(static marker => marker.X))
        {
            double place = axes.X.Place(marker.X);
            if (!(place is >= 0 and <= 1))
            {
                continue;
            }

            drawing.AddDashes([new(place, 0), new(place, 1)], Palette.Axis, 1);
            string label = TextFit.Shorten(marker.Label, axes.Frame.DataWidth / 3.0);
            double width = TextFit.WidthOf(label);
            double start = Math.Max(axes.Frame.Left, Math.Min(axes.Frame.XOf(place) + 4, axes.Frame.Width - width));
            int row = Array.FindIndex(usedUntil, used => used < start);
            if (row >= 0)
            {
                usedUntil[row] = start + width + 8;
                double baseline = axes.Frame.Top - ((LabelRows - 1 - row) * LabelHeight) - 4;
                drawing.AddText(start, baseline, label, TextAnchor.Start, Palette.Ink);
            }
        }
    }
}
