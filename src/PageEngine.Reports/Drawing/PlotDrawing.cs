using ScottPlot;

namespace PageEngine.Reports;

/// <summary>A plot laid out: its shapes in the data area, and its texts around them.</summary>
/// <remarks>
/// Shapes are given in parts of the data area, so ScottPlot sees axes from 0 to 1 whatever the data is. Texts are kept
/// apart from it: painted by the reader's program in a font of the reader's, they must not depend on the measures of a
/// font of this machine. Not thread-safe.
/// </remarks>
internal sealed class PlotDrawing : IDisposable
{
    private const int Rim = 4;

    private readonly Plot _plot = new();
    private readonly PlotTheme _theme;

    internal PlotDrawing(PlotFrame frame, PlotTheme theme)
    {
        Frame = frame;
        _theme = theme;
        // ScottPlot clips at the edge of its axes; a rim around the data leaves lines at the edge whole.
        _plot.Layout.Fixed(new PixelPadding(
            frame.Left - Rim, frame.Width - frame.Right - Rim, frame.Height - frame.Bottom - Rim, frame.Top - Rim));
        double rimX = (double)Rim / frame.DataWidth;
        double rimY = (double)Rim / frame.DataHeight;
        _plot.Axes.SetLimits(-rimX, 1 + rimX, -rimY, 1 + rimY);
        _plot.Axes.Frame(false);
        _plot.HideGrid();
        _plot.FigureBackground.Color = Colors.Transparent;
        _plot.DataBackground.Color = Colors.Transparent;
        foreach (IAxis axis in _plot.Axes.GetAxes())
        {
            axis.TickGenerator = new ScottPlot.TickGenerators.EmptyTickGenerator();
        }
    }

    internal PlotFrame Frame { get; }

    internal List<PlotText> Texts { get; } = [];

    internal List<LegendEntry> Legend { get; } = [];

    /// <summary>What somebody hears who cannot see the plot.</summary>
    internal string Description { get; set; } = "";

    /// <summary>What the axes measure and in which units, in words; empty where nothing is measured.</summary>
    internal string Units { get; set; } = "";

    public void Dispose() => _plot.Dispose();

    internal void AddArea(IReadOnlyList<UnitPoint> outline, PaletteColor color, double opacity = 1)
    {
        if (outline.Count < 3)
        {
            return;
        }

        Coordinates[] corners = [.. outline.Select(static point => new Coordinates(point.X, point.Y))];
        var polygon = _plot.Add.Polygon(corners);
        polygon.FillColor = ToColor(color, opacity);
        polygon.LineStyle = LineStyle.None;
        polygon.MarkerSize = 0;
    }

    internal void AddLine(IReadOnlyList<UnitPoint> points, PaletteColor color, float width)
    {
        if (points.Count < 2)
        {
            return;
        }

        double[] xs = [.. points.Select(static point => point.X)];
        double[] ys = [.. points.Select(static point => point.Y)];
        var line = _plot.Add.ScatterLine(xs, ys, ToColor(color));
        line.LineWidth = width;
        line.MarkerSize = 0;
    }

    internal void AddDashes(IReadOnlyList<UnitPoint> points, PaletteColor color, float width)
    {
        if (points.Count >= 2)
        {
            AddLines(Dashes.Cut(points, Frame), color, width);
        }
    }

    internal void AddLines(IReadOnlyList<IReadOnlyList<UnitPoint>> lines, PaletteColor color, float width)
    {
        if (lines.Count > 0)
        {
            _plot.Add.Plottable(new StrokeLayer(lines, ToColor(color), width));
        }
    }

    internal void AddDots(IReadOnlyList<UnitPoint> points, PaletteColor color, float size)
    {
        if (points.Count > 0)
        {
            double[] xs = [.. points.Select(static point => point.X)];
            double[] ys = [.. points.Select(static point => point.Y)];
            _plot.Add.Markers(xs, ys, MarkerShape.FilledCircle, size, ToColor(color));
        }
    }

    internal void AddCells(IReadOnlyList<UnitRect> cells, PaletteColor color)
    {
        if (cells.Count > 0)
        {
            _plot.Add.Plottable(new CellLayer(cells, ToColor(color)));
        }
    }

    internal void AddText(double x, double y, string text, TextAnchor anchor, PaletteColor color) =>
        Texts.Add(new PlotText(x, y, text, anchor, color));

    /// <summary>The shapes, without the texts, as ScottPlot writes them.</summary>
    internal string ToRawSvg() => _plot.GetSvgXml(Frame.Width, Frame.Height);

    /// <summary>Paints the shapes, without the texts.</summary>
    internal void Paint(SkiaSharp.SKCanvas canvas)
    {
        _plot.RenderManager.ClearCanvasBeforeEachRender = false;
        _plot.Render(canvas, new PixelRect(0, Frame.Width, Frame.Height, 0));
    }

    private Color ToColor(PaletteColor color, double opacity = 1)
    {
        uint rgb = color.Of(_theme);
        return new Color((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb).WithAlpha(opacity);
    }
}
