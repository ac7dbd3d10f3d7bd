namespace PageEngine.Reports;

/// <summary>Lays out bars that lie on their side.</summary>
internal static class BarComposer
{
    private const double BarHeight = 18;
    private const double SpaceBetweenCategories = 12;
    private const int SpaceForValues = 84;
    private const int TicksAtMost = 6;

    internal static PlotDrawing Compose(BarPlot plot, DrawingSize size, PlotTheme theme)
    {
        PlotCheck.RowsFit(plot, plot.Categories.Count * (plot.IsStacked ? 1 : plot.Bars.Count));
        foreach (PlotBars bars in plot.Bars)
        {
            PlotCheck.SameCount(plot, bars.Name, plot.Categories.Count, bars.Values.Count);
        }

        DataExtent extent = new();
        for (int category = 0; category < plot.Categories.Count; category++)
        {
            foreach (PlotBars bars in plot.Bars)
            {
                extent.Add(bars.Values[category]);
            }

            extent.Add(plot.IsStacked ? SumOf(plot, category) : double.NaN);
        }

        if (extent.IsEmpty)
        {
            return EmptyComposer.Compose(plot, size, theme);
        }

        int perCategory = plot.IsStacked ? 1 : Math.Max(1, plot.Bars.Count);
        double filled = perCategory * BarHeight;
        double rowHeight = filled + SpaceBetweenCategories;
        int ticks = Math.Min(TicksAtMost, CartesianAxes.HorizontalTickCount(size));
        AxisScale scale = AxisScale.Rounded(plot.Values with { Minimum = 0 }, extent, ticks);
        RowLayout layout = new(plot.Categories, size, rowHeight, filled / rowHeight, SpaceForValues);
        PlotDrawing drawing = new(layout.Frame, theme);
        drawing.AddLines(
            [.. scale.Ticks.Select(static tick => new UnitPoint[] { new(tick.Position, 0), new(tick.Position, 1) })],
            Palette.Grid,
            1);
        DrawBars(drawing, layout, scale, plot);
        drawing.AddLine([new(0, 0), new(0, 1)], Palette.Axis, 1);
        layout.DrawNames(drawing);
        FootLabels.Draw(drawing, scale, size.IsSmall);
        drawing.Units = PlotDescription.Units(scale);
        drawing.Description = PlotDescription.OfRows(
            plot,
            scale,
            Enumerable.Range(0, plot.Categories.Count).Select(category => Describe(plot, scale, category)),
            plot.Categories.Count);
        return drawing;
    }

    private static void DrawBars(PlotDrawing drawing, RowLayout layout, AxisScale scale, BarPlot plot)
    {
        double[] ends = new double[plot.Categories.Count];
        for (int kind = 0; kind < plot.Bars.Count; kind++)
        {
            PlotBars bars = plot.Bars[kind];
            PaletteColor color = Palette.Of(bars.Color ?? Palette.Next(kind));
            drawing.Legend.Add(new LegendEntry(bars.Name, color, LegendMark.Patch));
            List<UnitRect> cells = [];
            for (int category = 0; category < ends.Length; category++)
            {
                double value = bars.Values[category];
                double length = double.IsFinite(value) ? Math.Clamp(value, 0, AxisScale.GreatestValue) : 0;
                double top = plot.IsStacked ? 1 : 1 - ((double)kind / plot.Bars.Count);
                double bottom = plot.IsStacked ? 0 : 1 - ((kind + 0.88) / plot.Bars.Count);
                double from = plot.IsStacked ? scale.Place(ends[category]) : 0;
                ends[category] += length;
                UnitRect cell = layout.Cell(
                    category, from, scale.Place(plot.IsStacked ? ends[category] : length), bottom, top);
                if (cell.Right > cell.Left)
                {
                    cells.Add(cell);
                }

                if (!plot.IsStacked)
                {
                    DrawValue(drawing, cell, double.IsFinite(value) ? scale.Describe(value) : "–");
                }
            }

            drawing.AddCells(cells, color);
        }

        for (int category = 0; plot.IsStacked && category < ends.Length; category++)
        {
            double end = scale.Place(ends[category]);
            DrawValue(drawing, layout.Cell(category, end, end), scale.Describe(ends[category]));
        }
    }

    private static void DrawValue(PlotDrawing drawing, UnitRect cell, string text)
    {
        PlotFrame frame = drawing.Frame;
        double middle = frame.YOf((cell.Bottom + cell.Top) / 2);
        drawing.AddText(frame.XOf(cell.Right) + 6, middle + 4, text, TextAnchor.Start, Palette.Ink);
    }

    private static double SumOf(BarPlot plot, int category) =>
        plot.Bars.Sum(bars => double.IsFinite(bars.Values[category]) ? Math.Max(0, bars.Values[category]) : 0);

    private static string Describe(BarPlot plot, AxisScale scale, int category)
    {
        IEnumerable<string> parts = plot.Bars.Select(bars => $"{bars.Name} {scale.Describe(bars.Values[category])}");
        return $"{plot.Categories[category]}: {string.Join(", ", parts)}";
    }
}
