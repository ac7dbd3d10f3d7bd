namespace PageEngine.Reports;

/// <summary>Where the values of a plot are not there.</summary>
internal static class Gaps
{
    /// <summary>Cuts points into runs of which all coordinates are finite.</summary>
    internal static List<List<UnitPoint>> Split(IReadOnlyList<UnitPoint> points)
    {
        List<List<UnitPoint>> runs = [];
        List<UnitPoint>? open = null;
        foreach (UnitPoint point in points)
        {
            if (!double.IsFinite(point.X) || !double.IsFinite(point.Y))
            {
                open = null;
                continue;
            }

            if (open is null)
            {
                open = [];
                runs.Add(open);
            }

            open.Add(point);
        }

        return runs;
    }
}
