using System.Text;

namespace PageEngine.Reports;

/// <summary>Single plots as pictures.</summary>
/// <remarks>Thread-safe. The same plot gives the same SVG on any machine, and the same PNG on one machine.</remarks>
public static class PlotImage
{
    /// <summary>The width that plots have, in pixels, unless another is asked for.</summary>
    public const int DefaultWidth = 1040;

    /// <summary>The height that plots have, in pixels, unless another is asked for.</summary>
    public const int DefaultHeight = 320;

    private const int LeastSide = 120;
    private const int GreatestSide = 8192;

    /// <summary>The plot as an SVG document, without its legend, in the colours for a light ground.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="width">The width in pixels, 120 to 8192.</param>
    /// <param name="height">The height in pixels, 120 to 8192; plots of rows are as high as they need.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is too short or too long.</exception>
    /// <exception cref="ArgumentException">The parts of the plot do not fit each other.</exception>
    public static string ToSvg(ReportPlot plot, int width = DefaultWidth, int height = DefaultHeight)
    {
        using PlotDrawing drawing = Compose(plot, PlotTheme.Light, width, height);
        return SvgWriter.Write(drawing, isDocument: true);
    }

    /// <summary>The plot as a PNG picture, with its title and its legend.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="theme">The ground.</param>
    /// <param name="scale">The pixels of the picture for each pixel of the drawing, 0.5 to 4.</param>
    /// <param name="width">The width of the drawing in pixels, 120 to 8192; the picture adds a margin.</param>
    /// <param name="height">The height in pixels, 120 to 8192; plots of rows are as high as they need.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A side or the scale is too small or too large, or the picture would have more than 67 million pixels.
    /// </exception>
    /// <exception cref="ArgumentException">The parts of the plot do not fit each other.</exception>
    public static byte[] ToPng(
        ReportPlot plot,
        PlotTheme theme = PlotTheme.Light,
        double scale = 2,
        int width = DefaultWidth,
        int height = DefaultHeight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 0.5);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 4);
        using PlotDrawing drawing = Compose(plot, theme, width, height);
        return PngPainter.Paint(drawing, plot.Title, theme, scale);
    }

    /// <summary>Writes the plot as a PNG picture, whole or not at all.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="directory">The directory; it is made if it is not there.</param>
    /// <param name="name">The name of the file.</param>
    /// <param name="theme">The ground.</param>
    /// <exception cref="IOException">The file cannot be written; the message says which and why.</exception>
    /// <exception cref="ArgumentException">The parts of the plot do not fit each other.</exception>
    public static RunFile WritePng(ReportPlot plot, string directory, string name, PlotTheme theme = PlotTheme.Light)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return OutputFile.WriteWhole(directory, name, ToPng(plot, theme));
    }

    /// <summary>Writes the plot as an SVG document, whole or not at all.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="directory">The directory; it is made if it is not there.</param>
    /// <param name="name">The name of the file.</param>
    /// <exception cref="IOException">The file cannot be written; the message says which and why.</exception>
    /// <exception cref="ArgumentException">The parts of the plot do not fit each other.</exception>
    public static RunFile WriteSvg(ReportPlot plot, string directory, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return OutputFile.WriteWhole(directory, name, Encoding.UTF8.GetBytes(ToSvg(plot)));
    }

    private static PlotDrawing Compose(ReportPlot plot, PlotTheme theme, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(plot);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, LeastSide);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, GreatestSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, LeastSide);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, GreatestSide);
        return PlotComposer.Compose(plot, new DrawingSize(width, height, IsSmall: width < 600), theme);
    }
}
