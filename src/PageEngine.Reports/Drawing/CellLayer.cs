using ScottPlot;
using SkiaSharp;

namespace PageEngine.Reports;

/// <summary>Many rectangles of one colour, drawn as one path: strips of thousands of cells stay small files.</summary>
internal sealed class CellLayer(IReadOnlyList<UnitRect> cells, Color color) : IPlottable
{
    public bool IsVisible { get; set; } = true;

    public IAxes Axes { get; set; } = new Axes();

    public IEnumerable<LegendItem> LegendItems => [];

    public AxisLimits GetAxisLimits() => new(0, 1, 0, 1);

    public void Render(RenderPack rp)
    {
        using SKPath path = new();
        foreach (UnitRect cell in cells)
        {
            float left = Axes.GetPixelX(cell.Left);
            float right = Axes.GetPixelX(cell.Right);
            float top = Axes.GetPixelY(cell.Top);
            float bottom = Axes.GetPixelY(cell.Bottom);
            path.MoveTo(left, top);
            path.LineTo(right, top);
            path.LineTo(right, bottom);
            path.LineTo(left, bottom);
            path.Close();
        }

        using SKPaint paint = new() { Color = color.ToSKColor(), Style = SKPaintStyle.Fill, IsAntialias = true };
        rp.Canvas.DrawPath(path, paint);
    }
}
