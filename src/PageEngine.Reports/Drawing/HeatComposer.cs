namespace PageEngine.Reports;

/// <summary>Lays out strips of strengths over time.</summary>
internal static class HeatComposer
{
    private const double RowHeight = 20;
    private const double Filled = 0.86;
    private const int RightMargin = 16;

    internal static PlotDrawing Compose(HeatPlot plot, DrawingSize size, PlotTheme theme)
    {
        PlotCheck.RowsFit(plot, plot.Rows.Count);
        DataExtent x = new();
        DataExtent values = new();
        foreach (HeatRow row in plot.Rows)
        {
            if (row.Values.Count > 0)
            {
                PlotCheck.SameCount(plot, $"edges of {row.Name}", row.Values.Count + 1, row.Edges.Count);
                PlotCheck.NeverFalls(plot, row.Name, row.Edges);
                x.Add(row.Edges);
                values.Add(row.Values);
            }
        }

        if (x.IsEmpty || values.IsEmpty)
        {
            return EmptyComposer.Compose(plot, size, theme);
        }

        AxisScale scale = AxisScale.Exact(plot.X, x, CartesianAxes.HorizontalTickCount(size));
        HeatScale heat = new(Math.Max(values.HighOr(0), plot.Values.Maximum ?? 0), plot.Values.Quantity);
        RowLayout layout = new([.. plot.Rows.Select(static row => row.Name)], size, RowHeight, Filled, RightMargin);
        PlotDrawing drawing = new(layout.Frame, theme);
        List<UnitRect>[] cells = [.. Palette.Heat.Select(static _ => new List<UnitRect>())];
        for (int row = 0; row < plot.Rows.Count; row++)
        {
            AddRow(layout, row, plot.Rows[row], scale, heat, cells);
        }

        for (int level = 0; level < cells.Length; level++)
        {
            drawing.AddCells(cells[level], Palette.Heat[level]);
        }

        drawing.Legend.AddRange(heat.Legend);
        layout.DrawNames(drawing);
        FootLabels.Draw(drawing, scale, size.IsSmall);
        drawing.Units = $"Colour: {TextFit.OneLine(plot.Values.Label)}. {PlotDescription.Units(scale)}";
        drawing.Description = PlotDescription.OfRows(
            plot, scale, plot.Rows.Select(row => Describe(plot, row)), plot.Rows.Count);
        return drawing;
    }

    // Cells that share a column of pixels show the strongest of them; neighbours of one level become one cell.
    private static void AddRow(
        RowLayout layout, int row, HeatRow data, AxisScale scale, HeatScale heat, List<UnitRect>[] cells)
    {
        double[] edges = [.. data.Edges.Select(scale.Place)];
        int[] starts = data.Values.Count > 0 ? Thinning.ColumnStarts(edges[..^1], layout.Frame.DataWidth / 2) : [];
        int openLevel = -1;
        double openFrom = 0;
        for (int group = 0; group <= starts.Length; group++)
        {
            int level = -1;
            if (group < starts.Length)
            {
                int end = group + 1 < starts.Length ? starts[group + 1] : data.Values.Count;
                level = StrongestOf(data.Values, starts[group], end, heat);
            }

            double from = group < starts.Length ? edges[starts[group]] : edges.Length > 0 ? edges[^1] : 0;
            if (level != openLevel)
            {
                if (openLevel >= 0 && from > openFrom)
                {
                    cells[openLevel].Add(layout.Cell(row, openFrom, from));
                }

                openLevel = level;
                openFrom = from;
            }
        }
    }

    private static int StrongestOf(IReadOnlyList<double> values, int start, int end, HeatScale heat)
    {
        int level = -1;
        for (int i = start; i < end; i++)
        {
            level = Math.Max(level, heat.LevelOf(values[i]));
        }

        return level;
    }

    private static string Describe(HeatPlot plot, HeatRow row)
    {
        double highest = row.Values.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max();
        return $"{row.Name}: at most {QuantityText.Format(highest, plot.Values.Quantity)}";
    }
}
