namespace PageEngine.Reports;

/// <summary>Two axes around a data area, with their labels.</summary>
internal sealed class CartesianAxes
{
    private const int LineHeight = 16;
    private const int SpaceBesideLabels = 8;
    private const int RightMargin = 16;

    private readonly DrawingSize _size;

    /// <summary>Axes of a drawing of a size, with so many pixels left free above the data.</summary>
    internal CartesianAxes(AxisScale x, AxisScale y, DrawingSize size, int spaceAbove = 0)
    {
        X = x;
        Y = y;
        _size = size;
        double widest = y.Ticks.Select(static tick => TextFit.WidthOf(tick.Label)).DefaultIfEmpty(0).Max();
        int left = Math.Max(size.LeastLeftMargin, (int)Math.Ceiling(widest) + SpaceBesideLabels);
        Frame = new PlotFrame(
            size.Width,
            size.Height,
            left,
            LineHeight + 12 + spaceAbove,
            size.Width - RightMargin,
            size.Height - FootLabels.HeightOf(size.IsSmall));
    }

    internal AxisScale X { get; }

    internal AxisScale Y { get; }

    internal PlotFrame Frame { get; }

    /// <summary>How many labels fit on the horizontal axis of a drawing.</summary>
    internal static int HorizontalTickCount(DrawingSize size) => Math.Max(2, size.Width / (size.IsSmall ? 62 : 85));

    /// <summary>How many labels fit on the vertical axis of a drawing.</summary>
    internal static int VerticalTickCount(DrawingSize size) => Math.Max(2, size.Height / 52);

    /// <summary>Lines behind the data: one for each label of the vertical axis, and the one at zero.</summary>
    internal void DrawGrid(PlotDrawing drawing)
    {
        drawing.AddLines(
            [.. Y.Ticks.Select(static tick => new UnitPoint[] { new(0, tick.Position), new(1, tick.Position) })],
            Palette.Grid,
            1);
        double zero = Math.Clamp(Y.Place(0), 0, 1);
        drawing.AddLine([new(0, zero), new(1, zero)], Palette.Axis, 1);
    }

    /// <summary>Labels of both axes.</summary>
    internal void DrawLabels(PlotDrawing drawing)
    {
        DrawVertical(drawing);
        FootLabels.Draw(drawing, X, _size.IsSmall);
    }

    /// <summary>Labels of the vertical axis.</summary>
    internal void DrawVertical(PlotDrawing drawing)
    {
        double right = Frame.Left - SpaceBesideLabels + 2;
        foreach (AxisTick tick in Y.Ticks)
        {
            drawing.AddText(right, Frame.YOf(tick.Position) + 4, tick.Label, TextAnchor.End, Palette.Muted);
        }

        drawing.AddText(2, LineHeight - 4, Fit(Y.Title), TextAnchor.Start, Palette.Muted);
    }

    private string Fit(string title) => TextFit.Shorten(title, Frame.Width - 4);
}
