using ScottPlot;
using SkiaSharp;

namespace PageEngine.Reports;

/// <summary>Many lines of one colour, drawn as one path.</summary>
internal sealed class StrokeLayer(IReadOnlyList<IReadOnlyList<UnitPoint>> lines, Color color, float width) : IPlottable
{
    public bool IsVisible { get; set; } = true;

    public IAxes Axes { get; set; } = new Axes();

    public IEnumerable<LegendItem> LegendItems => [];

    public AxisLimits GetAxisLimits() => new(0, 1, 0, 1);

    public void Render(RenderPack rp)
    {
        using SKPath path = new();
        foreach (IReadOnlyList<UnitPoint> line in lines)
        {
            for (int i = 0; i < line.Count; i++)
            {
                SKPoint point = new(Axes.GetPixelX(line[i].X), Axes.GetPixelY(line[i].Y));
                if (i == 0)
                {
                    path.MoveTo(point);
                }
                else
                {
                    path.LineTo(point);
                }
            }
        }

        using SKPaint paint = new()
        {
            Color = color.ToSKColor(),
            Style = SKPaintStyle.Stroke,
            StrokeWidth = width,
            IsAntialias = true,
        };
        rp.Canvas.DrawPath(path, paint);
    }
}
