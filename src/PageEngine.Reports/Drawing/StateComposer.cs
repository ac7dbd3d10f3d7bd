namespace PageEngine.Reports;

/// <summary>Lays out strips of states over time.</summary>
internal static class StateComposer
{
    private const double RowHeight = 28;
    private const double SmallRowHeight = 22;
    private const double Filled = 0.78;
    private const int RightMargin = 16;

    internal static PlotDrawing Compose(StatePlot plot, DrawingSize size, PlotTheme theme)
    {
        PlotCheck.RowsFit(plot, plot.Rows.Count);
        DataExtent x = new();
        foreach (StateRow row in plot.Rows)
        {
            foreach (StateSpan span in row.Spans)
            {
                Check(plot, span);
                x.Add(span.From);
                x.Add(span.To);
            }
        }

        if (x.IsEmpty)
        {
            return EmptyComposer.Compose(plot, size, theme);
        }

        AxisScale scale = AxisScale.Exact(plot.X, x, CartesianAxes.HorizontalTickCount(size));
        double height = size.IsSmall || plot.Rows.Count > 6 ? SmallRowHeight : RowHeight;
        RowLayout layout = new([.. plot.Rows.Select(static row => row.Name)], size, height, Filled, RightMargin);
        PlotDrawing drawing = new(layout.Frame, theme);
        List<UnitRect>[] cells = [.. plot.States.Select(static _ => new List<UnitRect>())];
        for (int row = 0; row < plot.Rows.Count; row++)
        {
            AddRow(layout, row, StateColumns.Fit(plot.Rows[row].Spans, scale, layout.Frame.DataWidth / 2), cells);
        }

        for (int state = 0; state < cells.Length; state++)
        {
            PaletteColor color = Palette.Of(plot.States[state].Color);
            drawing.AddCells(cells[state], color);
            drawing.Legend.Add(new LegendEntry(plot.States[state].Name, color, LegendMark.Patch));
        }

        layout.DrawNames(drawing);
        FootLabels.Draw(drawing, scale, size.IsSmall);
        drawing.Units = PlotDescription.Units(scale);
        drawing.Description = PlotDescription.OfRows(
            plot, scale, plot.Rows.Select(row => Describe(plot, row)), plot.Rows.Count);
        return drawing;
    }

    private static void Check(StatePlot plot, StateSpan span)
    {
        bool isGood = double.IsFinite(span.From) && double.IsFinite(span.To) && span.From <= span.To
            && span.State >= 0 && span.State < plot.States.Count
            && span.Bottom >= 0 && span.Share >= 0 && span.Bottom + span.Share <= 1.000001;
        if (!isGood)
        {
            throw new ArgumentException($"The plot '{plot.Title}' has a span that cannot be drawn: {span}.");
        }
    }

    private static void AddRow(RowLayout layout, int row, List<StateSpan> spans, List<UnitRect>[] cells)
    {
        foreach (StateSpan span in spans)
        {
            cells[span.State].Add(layout.Cell(row, span.From, span.To, span.Bottom, span.Bottom + span.Share));
        }
    }

    private static string Describe(StatePlot plot, StateRow row)
    {
        double[] lengths = new double[plot.States.Count];
        foreach (StateSpan span in row.Spans)
        {
            lengths[span.State] += (span.To - span.From) * span.Share;
        }

        double all = lengths.Sum();
        IEnumerable<string> parts = Enumerable.Range(0, lengths.Length)
            .Where(state => lengths[state] > 0)
            .Select(state => (plot.States[state].Name, Share: lengths[state] / all))
            .Select(static part => $"{part.Name} {QuantityText.Format(part.Share, PlotQuantity.Share)}");
        return $"{row.Name}: {string.Join(", ", parts)}";
    }
}
