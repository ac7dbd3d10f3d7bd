namespace PageEngine.Reports;

/// <summary>Strips one under the other, each with its name before it.</summary>
internal sealed class RowLayout
{
    private const int SpaceBesideNames = 8;
    private const int TopMargin = 8;

    private readonly int _count;
    private readonly double _filled;

    /// <summary>Rows of a height in pixels, of which a part is filled and the rest parts it from the next.</summary>
    internal RowLayout(
        IReadOnlyList<string> names, DrawingSize size, double rowHeight, double filled, int rightMargin)
    {
        _count = names.Count;
        _filled = filled;
        double widest = names.Select(static name => TextFit.WidthOf(TextFit.OneLine(name))).DefaultIfEmpty(0).Max();
        double allowed = Math.Min(widest + 1, size.Width * 0.24);
        int left = Math.Max(size.LeastLeftMargin, (int)Math.Ceiling(allowed) + SpaceBesideNames);
        int bottom = TopMargin + (int)Math.Ceiling(rowHeight * Math.Max(1, _count));
        Frame = new PlotFrame(
            size.Width, bottom + FootLabels.HeightOf(size.IsSmall), left, TopMargin, size.Width - rightMargin, bottom);
        Names = [.. names.Select(name => TextFit.Shorten(name, allowed))];
    }

    internal PlotFrame Frame { get; }

    private IReadOnlyList<string> Names { get; }

    /// <summary>A part of a row, by its place in the width of the data area and in the height of the row.</summary>
    internal UnitRect Cell(int row, double left, double right, double bottom = 0, double top = 1)
    {
        double rowBottom = 1 - ((row + 1 - ((1 - _filled) / 2)) / _count);
        double height = _filled / _count;
        return new UnitRect(left, right, rowBottom + (bottom * height), rowBottom + (top * height));
    }

    internal void DrawNames(PlotDrawing drawing)
    {
        for (int row = 0; row < _count; row++)
        {
            double middle = Frame.YOf(1 - ((row + 0.5) / _count));
            drawing.AddText(Frame.Left - SpaceBesideNames, middle + 4, Names[row], TextAnchor.End, Palette.Ink);
        }
    }
}
