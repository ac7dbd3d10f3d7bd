namespace PageEngine.Reports;

/// <summary>Cuts lines into dashes. SVG as Skia writes it knows no broken lines.</summary>
internal static class Dashes
{
    private const double DashLength = 6;
    private const double GapLength = 4;
    private const int DashLimit = 4000;

    /// <summary>The dashes of a line, measured in pixels of a frame; a line too long for dashes stays whole.</summary>
    internal static List<IReadOnlyList<UnitPoint>> Cut(IReadOnlyList<UnitPoint> line, PlotFrame frame)
    {
        List<IReadOnlyList<UnitPoint>> dashes = [];
        List<UnitPoint>? open = [line[0]];
        double left = DashLength;
        for (int i = 1; i < line.Count; i++)
        {
            UnitPoint from = line[i - 1];
            double length = Distance(from, line[i], frame);
            double done = 0;
            while (length - done > left)
            {
                done += left;
                UnitPoint at = new(
                    from.X + ((line[i].X - from.X) * done / length), from.Y + ((line[i].Y - from.Y) * done / length));
                if (open is not null)
                {
                    open.Add(at);
                    dashes.Add(open);
                }

                open = open is null ? [at] : null;
                left = open is null ? GapLength : DashLength;
                if (dashes.Count > DashLimit)
                {
                    return [line];
                }
            }

            left -= length - done;
            open?.Add(line[i]);
        }

        if (open is { Count: > 1 })
        {
            dashes.Add(open);
        }

        return dashes;
    }

    private static double Distance(UnitPoint from, UnitPoint to, PlotFrame frame) =>
        Math.Sqrt(Math.Pow((to.X - from.X) * frame.DataWidth, 2) + Math.Pow((to.Y - from.Y) * frame.DataHeight, 2));
}
