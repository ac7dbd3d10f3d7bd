namespace PageEngine.Reports;

/// <summary>A drawing and the data area in it, in pixels from the upper left.</summary>
internal readonly record struct PlotFrame(int Width, int Height, int Left, int Top, int Right, int Bottom)
{
    internal int DataWidth => Right - Left;

    internal int DataHeight => Bottom - Top;

    internal double XOf(double unit) => Left + (unit * DataWidth);

    internal double YOf(double unit) => Bottom - (unit * DataHeight);
}
