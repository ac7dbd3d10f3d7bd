namespace PageEngine.Reports;

/// <summary>Draws one line on its axes: band, area, line, points.</summary>
internal static class LinePainter
{
    private const double OpacityOfBand = 0.22;
    private const double OpacityOfArea = 0.16;
    private const double LeastBand = 0.5;
    private const float Dot = 5;

    internal static void Draw(PlotDrawing drawing, CartesianAxes axes, PlotLine line, PaletteColor color, float width)
    {
        List<UnitPoint> points = line.Lows is null
            ? Place(axes, line.Xs, line.Ys)
            : DrawBand(drawing, axes, line, color);
        foreach (List<UnitPoint> run in Gaps.Split(points))
        {
            DrawRun(drawing, axes, line.Style, run, color, width);
        }
    }

    internal static LegendMark MarkOf(PlotLineStyle style) => style switch
    {
        PlotLineStyle.Dashed => LegendMark.Dashes,
        PlotLineStyle.Area => LegendMark.Patch,
        _ => LegendMark.Line,
    };

    private static void DrawRun(
        PlotDrawing drawing,
        CartesianAxes axes,
        PlotLineStyle style,
        List<UnitPoint> run,
        PaletteColor color,
        float width)
    {
        if (run.Count == 1)
        {
            drawing.AddDots(run, color, Dot);
            return;
        }

        List<UnitPoint> whole = style == PlotLineStyle.Step ? ToSteps(run) : run;
        List<UnitPoint> path = Thinning.ByColumn(whole, axes.Frame.DataWidth);
        if (style == PlotLineStyle.Area)
        {
            double zero = Math.Clamp(axes.Y.Place(0), 0, 1);
            drawing.AddArea([.. path, new(path[^1].X, zero), new(path[0].X, zero)], color, OpacityOfArea);
        }

        if (style == PlotLineStyle.Dashed)
        {
            drawing.AddDashes(path, color, width);
            return;
        }

        drawing.AddLine(path, color, width);
        if (style == PlotLineStyle.Points)
        {
            drawing.AddDots(run, color, Dot);
        }
    }

    private static List<UnitPoint> Place(CartesianAxes axes, IReadOnlyList<double> xs, IReadOnlyList<double> ys)
    {
        List<UnitPoint> points = new(xs.Count);
        for (int i = 0; i < xs.Count; i++)
        {
            points.Add(new UnitPoint(axes.X.Place(xs[i]), axes.Y.Place(OrGap(ys[i]))));
        }

        return points;
    }

    private static double OrGap(double value) => double.IsFinite(value) ? value : double.NaN;

    // The band and the line over it are gathered by the same columns, so the line stays within the band.
    private static List<UnitPoint> DrawBand(PlotDrawing drawing, CartesianAxes axes, PlotLine line, PaletteColor color)
    {
        double[] units = [.. line.Xs.Select(axes.X.Place)];
        int[] starts = Thinning.ColumnStarts(units, axes.Frame.DataWidth / 2);
        List<UnitPoint> middle = [];
        List<UnitPoint> lows = [];
        List<UnitPoint> highs = [];
        for (int group = 0; group < starts.Length; group++)
        {
            int end = group + 1 < starts.Length ? starts[group + 1] : units.Length;
            double x = 0;
            double sum = 0;
            int count = 0;
            DataExtent extent = new();
            for (int i = starts[group]; i < end; i++)
            {
                x += units[i] / (end - starts[group]);
                double y = axes.Y.Place(OrGap(line.Ys[i]));
                sum += double.IsNaN(y) ? 0 : y;
                count += double.IsNaN(y) ? 0 : 1;
                extent.Add(axes.Y.Place(OrGap(line.Lows![i])));
                extent.Add(axes.Y.Place(OrGap(line.Highs![i])));
            }

            middle.Add(new UnitPoint(x, count > 0 ? sum / count : double.NaN));
            lows.Add(new UnitPoint(x, extent.LowOr(double.NaN)));
            highs.Add(new UnitPoint(x, extent.HighOr(double.NaN)));
        }

        FillBand(drawing, axes, lows, highs, color);
        return middle;
    }

    private static void FillBand(
        PlotDrawing drawing, CartesianAxes axes, List<UnitPoint> lows, List<UnitPoint> highs, PaletteColor color)
    {
        List<List<UnitPoint>> lowRuns = Gaps.Split(lows);
        List<List<UnitPoint>> highRuns = Gaps.Split(highs);
        for (int i = 0; i < lowRuns.Count; i++)
        {
            double thickest = lowRuns[i].Zip(highRuns[i], static (low, high) => high.Y - low.Y).Max();
            if (thickest * axes.Frame.DataHeight > LeastBand)
            {
                drawing.AddArea([.. highRuns[i], .. Enumerable.Reverse(lowRuns[i])], color, OpacityOfBand);
            }
        }
    }

    private static List<UnitPoint> ToSteps(List<UnitPoint> run)
    {
        List<UnitPoint> steps = [run[0]];
        for (int i = 1; i < run.Count; i++)
        {
            if (run[i].Y != run[i - 1].Y)
            {
                steps.Add(run[i] with { Y = run[i - 1].Y });
            }

            steps.Add(run[i]);
        }

        return steps;
    }
}
