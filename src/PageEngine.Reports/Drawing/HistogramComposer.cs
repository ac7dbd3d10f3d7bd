namespace PageEngine.Reports;

/// <summary>Lays out counts of ranges.</summary>
internal static class HistogramComposer
{
    private const double SpaceBesideBars = 0.08;

    internal static PlotDrawing Compose(HistogramPlot plot, DrawingSize size, PlotTheme theme)
    {
        PlotCheck.NeverFalls(plot, "the edges", plot.Edges);
        DataExtent counts = new();
        counts.Add(plot.Counts);
        if (counts.IsEmpty)
        {
            return EmptyComposer.Compose(plot, size, theme);
        }

        PlotCheck.SameCount(plot, "the edges", plot.Counts.Count + 1, plot.Edges.Count);
        PlotAxis bins = new("", PlotQuantity.Number) { Minimum = 0, Maximum = plot.Counts.Count };
        CartesianAxes axes = new(
            AxisScale.Exact(bins, new DataExtent(), 1),
            AxisScale.Rounded(plot.Y, counts, CartesianAxes.VerticalTickCount(size)),
            size);
        PlotDrawing drawing = new(axes.Frame, theme);
        axes.DrawGrid(drawing);
        List<UnitRect> cells = [];
        for (int i = 0; i < plot.Counts.Count; i++)
        {
            double top = axes.Y.Place(plot.Counts[i]);
            if (top > 0)
            {
                double left = (i + (SpaceBesideBars / 2)) / plot.Counts.Count;
                cells.Add(new UnitRect(left, left + ((1 - SpaceBesideBars) / plot.Counts.Count), 0, top));
            }
        }

        drawing.AddCells(cells, Palette.Of(PlotColor.Blue));
        axes.DrawVertical(drawing);
        AxisTick[] edges = [.. plot.Edges.Select((edge, i) => new AxisTick(
            (double)i / plot.Counts.Count, QuantityText.Format(edge, plot.X.Quantity)))];
        FootLabels.Draw(drawing, edges, "", size.IsSmall ? "" : plot.X.Label);
        drawing.Units = PlotDescription.Units(axes.Y);
        drawing.Description = Describe(plot);
        return drawing;
    }

    private static string Describe(HistogramPlot plot)
    {
        double greatest = plot.Counts.Where(double.IsFinite).Max();
        int most = Enumerable.Range(0, plot.Counts.Count).First(i => plot.Counts[i] == greatest);
        return $"{TextFit.OneLine(plot.Title)}. {TextFit.OneLine(plot.X.Label)} from "
            + $"{QuantityText.Format(plot.Edges[0], plot.X.Quantity)} to "
            + $"{QuantityText.Format(plot.Edges[^1], plot.X.Quantity)}; most, "
            + $"{QuantityText.Format(greatest, plot.Y.Quantity)}, from "
            + $"{QuantityText.Format(plot.Edges[most], plot.X.Quantity)} to "
            + $"{QuantityText.Format(plot.Edges[most + 1], plot.X.Quantity)}.";
    }
}
