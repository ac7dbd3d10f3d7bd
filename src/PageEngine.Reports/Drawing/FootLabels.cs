namespace PageEngine.Reports;

/// <summary>The labels under a data area; those that would overlap are left out.</summary>
internal static class FootLabels
{
    private const int LineHeight = 16;
    private const double LeastGap = 10;

    /// <summary>The pixels that the labels take under a data area.</summary>
    internal static int HeightOf(bool isSmall) => isSmall ? LineHeight + 8 : (2 * LineHeight) + 12;

    internal static void Draw(PlotDrawing drawing, AxisScale x, bool isSmall) =>
        Draw(drawing, x.Ticks, isSmall ? x.UnitName : "", isSmall ? "" : x.Title);

    /// <summary>Draws labels; the last of them with a unit, a title under them, where there are any.</summary>
    internal static void Draw(PlotDrawing drawing, IReadOnlyList<AxisTick> ticks, string unitOfLast, string title)
    {
        PlotFrame frame = drawing.Frame;
        double used = double.NegativeInfinity;
        for (int i = 0; i < ticks.Count; i++)
        {
            bool isLast = i == ticks.Count - 1;
            string label = isLast && unitOfLast.Length > 0 ? $"{ticks[i].Label} {unitOfLast}" : ticks[i].Label;
            double half = TextFit.WidthOf(label) / 2;
            double middle = Math.Clamp(frame.XOf(ticks[i].Position), half, Math.Max(half, frame.Width - half));
            bool overlaps = middle - half < used + LeastGap;
            if (overlaps && !isLast)
            {
                continue;
            }

            // The last label carries the unit; it goes before its neighbour.
            if (overlaps)
            {
                drawing.Texts.RemoveAt(drawing.Texts.Count - 1);
            }

            used = middle + half;
            drawing.AddText(middle, frame.Bottom + LineHeight + 2, label, TextAnchor.Middle, Palette.Muted);
        }

        if (title.Length > 0)
        {
            string fitting = TextFit.Shorten(title, frame.Width - 4);
            drawing.AddText(
                frame.XOf(0.5), frame.Bottom + (2 * LineHeight) + 6, fitting, TextAnchor.Middle, Palette.Muted);
        }
    }
}
