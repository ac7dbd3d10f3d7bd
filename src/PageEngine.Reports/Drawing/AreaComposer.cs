namespace PageEngine.Reports;

/// <summary>Lays out the parts of a whole over time.</summary>
internal static class AreaComposer
{
    private const double WidthOfOneSample = 0.01;

    internal static PlotDrawing Compose(AreaPlot plot, DrawingSize size, PlotTheme theme)
    {
        PlotCheck.NeverFalls(plot, "the areas", plot.Xs);
        double[][] tops = Stack(plot);
        DataExtent x = new();
        DataExtent y = new();
        x.Add(plot.Xs);
        foreach (double[] top in tops)
        {
            y.Add(top);
        }

        foreach (PlotLine line in plot.Lines)
        {
            PlotCheck.Line(plot, line);
            x.Add(line.Xs);
            y.Add(line.Ys);
        }

        if (x.IsEmpty || y.IsEmpty)
        {
            return EmptyComposer.Compose(plot, size, theme);
        }

        CartesianAxes axes = new(
            AxisScale.Exact(plot.X, x, CartesianAxes.HorizontalTickCount(size)),
            AxisScale.Rounded(plot.Y, y, CartesianAxes.VerticalTickCount(size)),
            size);
        PlotDrawing drawing = new(axes.Frame, theme);
        axes.DrawGrid(drawing);
        DrawAreas(drawing, axes, plot, tops);
        LineComposer.DrawLines(drawing, axes, plot.Lines, 1.5f);
        axes.DrawLabels(drawing);
        drawing.Units = PlotDescription.Units(axes.Y, axes.X);
        drawing.Description = PlotDescription.Of(plot, axes.X, axes.Y);
        return drawing;
    }

    // The upper edge of each area. Where no area has a value there is a gap; a single missing value counts as nothing.
    private static double[][] Stack(AreaPlot plot)
    {
        double[][] tops = new double[plot.Areas.Count][];
        for (int area = 0; area < tops.Length; area++)
        {
            PlotCheck.SameCount(plot, plot.Areas[area].Name, plot.Xs.Count, plot.Areas[area].Values.Count);
            tops[area] = new double[plot.Xs.Count];
        }

        for (int i = 0; i < plot.Xs.Count; i++)
        {
            double sum = plot.Areas.Any(area => double.IsFinite(area.Values[i])) ? 0 : double.NaN;
            for (int area = 0; area < tops.Length; area++)
            {
                double value = plot.Areas[area].Values[i];
                sum += double.IsFinite(value) ? Math.Clamp(value, 0, AxisScale.GreatestValue) : 0;
                tops[area][i] = sum;
            }
        }

        return tops;
    }

    private static void DrawAreas(PlotDrawing drawing, CartesianAxes axes, AreaPlot plot, double[][] tops)
    {
        double[] units = [.. plot.Xs.Select(axes.X.Place)];
        int[] starts = Thinning.ColumnStarts(units, axes.Frame.DataWidth * 2 / 3);
        List<UnitPoint> below = Gather(
            units, starts, i => tops.Length > 0 && double.IsNaN(tops[0][i]) ? double.NaN : 0);
        for (int area = 0; area < tops.Length; area++)
        {
            PaletteColor color = Palette.Of(plot.Areas[area].Color ?? Palette.Next(area));
            List<UnitPoint> above = Gather(units, starts, i => axes.Y.Place(tops[area][i]));
            DrawBetween(drawing, below, above, color);
            drawing.Legend.Add(new LegendEntry(plot.Areas[area].Name, color, LegendMark.Patch));
            below = above;
        }
    }

    private static void DrawBetween(
        PlotDrawing drawing, List<UnitPoint> below, List<UnitPoint> above, PaletteColor color)
    {
        List<List<UnitPoint>> lowerRuns = Gaps.Split(below);
        List<List<UnitPoint>> upperRuns = Gaps.Split(above);
        for (int i = 0; i < upperRuns.Count; i++)
        {
            if (upperRuns[i].Count == 1)
            {
                UnitPoint top = upperRuns[i][0];
                double left = Math.Clamp(top.X, 0, 1 - WidthOfOneSample);
                drawing.AddCells([new UnitRect(left, left + WidthOfOneSample, lowerRuns[i][0].Y, top.Y)], color);
            }
            else if (!upperRuns[i].SequenceEqual(lowerRuns[i]))
            {
                List<UnitPoint> upper = Thinning.WithoutFlats(upperRuns[i]);
                List<UnitPoint> lower = Thinning.WithoutFlats(lowerRuns[i]);
                drawing.AddArea([.. upper, .. Enumerable.Reverse(lower)], color);
            }
        }
    }

    private static List<UnitPoint> Gather(double[] units, int[] starts, Func<int, double> height)
    {
        List<UnitPoint> points = new(starts.Length);
        for (int group = 0; group < starts.Length; group++)
        {
            int end = group + 1 < starts.Length ? starts[group + 1] : units.Length;
            double x = 0;
            double sum = 0;
            for (int i = starts[group]; i < end; i++)
            {
                x += units[i];
                sum += height(i);
            }

            points.Add(new UnitPoint(x / (end - starts[group]), sum / (end - starts[group])));
        }

        return points;
    }
}
