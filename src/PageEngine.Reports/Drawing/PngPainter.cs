using SkiaSharp;

namespace PageEngine.Reports;

/// <summary>Paints a drawing, with its title above and its legend below, as a picture.</summary>
internal sealed class PngPainter : IDisposable
{
    private const int Padding = 16;
    private const int TitleHeight = 30;
    private const int LegendHeight = 20;
    private const float Mark = 12;
    private const long PixelsAtMost = 1 << 26;

    // Skia's own default is whatever file comes first; these are plain faces that machines tend to have.
    private static readonly string[] Families =
        ["Inter", "Noto Sans", "DejaVu Sans", "Liberation Sans", "Segoe UI", "Helvetica Neue", "Arial"];

    private static readonly SKTypeface Typeface = FindTypeface();

    private readonly PlotTheme _theme;
    private readonly SKFont _font = new(Typeface, (float)TextFit.FontSize);
    private readonly SKFont _titleFont = new(Typeface, 15);
    private readonly SKPaint _paint = new() { IsAntialias = true };

    private PngPainter(PlotTheme theme)
    {
        _theme = theme;
    }

    public void Dispose()
    {
        _font.Dispose();
        _titleFont.Dispose();
        _paint.Dispose();
    }

    internal static byte[] Paint(PlotDrawing drawing, string title, PlotTheme theme, double scale)
    {
        using PngPainter painter = new(theme);
        return painter.Paint(drawing, title, scale);
    }

    private byte[] Paint(PlotDrawing drawing, string title, double scale)
    {
        List<List<LegendEntry>> legend = WrapLegend(drawing);
        int width = drawing.Frame.Width + (2 * Padding);
        int height = drawing.Frame.Height + TitleHeight + (legend.Count * LegendHeight) + (2 * Padding);
        SKImageInfo info = new((int)Math.Ceiling(width * scale), (int)Math.Ceiling(height * scale));
        if ((long)info.Width * info.Height > PixelsAtMost)
        {
            throw new ArgumentOutOfRangeException(
                nameof(scale), scale, $"A picture of {info.Width} by {info.Height} pixels is too large.");
        }

        using var surface = SKSurface.Create(info);
        SKCanvas canvas = surface.Canvas;
        canvas.Clear(ToColor(Palette.Ground));
        canvas.Scale((float)scale);
        string heading = TextFit.Shorten(title, drawing.Frame.Width * TextFit.FontSize / _titleFont.Size);
        DrawText(canvas, heading, Padding, Padding + 14, SKTextAlign.Left, _titleFont, Palette.Ink);
        canvas.Save();
        canvas.Translate(Padding, Padding + TitleHeight);
        drawing.Paint(canvas);
        foreach (PlotText text in drawing.Texts)
        {
            SKTextAlign align = text.Anchor switch
            {
                TextAnchor.Middle => SKTextAlign.Center,
                TextAnchor.End => SKTextAlign.Right,
                _ => SKTextAlign.Left,
            };
            DrawText(canvas, text.Text, (float)text.X, (float)text.Y, align, _font, text.Color);
        }

        canvas.Restore();
        DrawLegend(canvas, legend, Padding + TitleHeight + drawing.Frame.Height);
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private List<List<LegendEntry>> WrapLegend(PlotDrawing drawing)
    {
        List<List<LegendEntry>> lines = [];
        double used = double.PositiveInfinity;
        foreach (LegendEntry entry in drawing.Legend)
        {
            double width = WidthOf(entry);
            if (used + width > drawing.Frame.Width)
            {
                lines.Add([]);
                used = 0;
            }

            lines[^1].Add(entry);
            used += width;
        }

        return lines;
    }

    private void DrawLegend(SKCanvas canvas, List<List<LegendEntry>> lines, int top)
    {
        for (int row = 0; row < lines.Count; row++)
        {
            float x = Padding;
            float middle = top + (row * LegendHeight) + (LegendHeight / 2f);
            foreach (LegendEntry entry in lines[row])
            {
                _paint.Color = ToColor(entry.Color);
                float half = entry.Mark == LegendMark.Patch ? Mark / 2 : 1;
                float length = entry.Mark == LegendMark.Dashes ? Mark / 3 : Mark;
                canvas.DrawRect(x, middle - half, length, 2 * half, _paint);
                if (entry.Mark == LegendMark.Dashes)
                {
                    canvas.DrawRect(x + (2 * length), middle - half, length, 2 * half, _paint);
                }

                DrawText(canvas, NameOf(entry), x + Mark + 6, middle + 4, SKTextAlign.Left, _font, Palette.Ink);
                x += (float)WidthOf(entry);
            }
        }
    }

    private double WidthOf(LegendEntry entry) => Mark + 6 + _font.MeasureText(NameOf(entry)) + 18;

    private static string NameOf(LegendEntry entry) => TextFit.Shorten(entry.Name, 240);

    // A name in another script than the font's is drawn in a font that has it, where the machine has one.
    private void DrawText(
        SKCanvas canvas, string text, float x, float y, SKTextAlign align, SKFont font, PaletteColor color)
    {
        _paint.Color = ToColor(color);
        if (font.ContainsGlyphs(text))
        {
            canvas.DrawText(text, x, y, align, font, _paint);
            return;
        }

        int strange = text.EnumerateRunes().First(rune => !font.ContainsGlyphs(rune.ToString())).Value;
        using SKTypeface? typeface = SKFontManager.Default.MatchCharacter(strange);
        using SKFont other = new(typeface ?? Typeface, font.Size);
        canvas.DrawText(text, x, y, align, other, _paint);
    }

    private static SKTypeface FindTypeface()
    {
        string[] there = [.. SKFontManager.Default.FontFamilies];
        string? family = Array.Find(Families, there.Contains);
        return family is null ? SKTypeface.Default : SKTypeface.FromFamilyName(family);
    }

    private SKColor ToColor(PaletteColor color)
    {
        uint rgb = color.Of(_theme);
        return new SKColor((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
    }
}
