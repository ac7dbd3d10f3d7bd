namespace PageEngine.Reports;

/// <summary>Takes points out of a line that nobody would see.</summary>
internal static class Thinning
{
    /// <summary>
    /// Of the points that share a column of pixels, keeps the first, the least, the greatest and the last: the line
    /// looks the same (U. Jugel and others, "M4: a visualization-oriented time series data aggregation", 2014).
    /// </summary>
    internal static List<UnitPoint> ByColumn(List<UnitPoint> run, int columns)
    {
        if (run.Count <= 2 * columns)
        {
            return WithoutFlats(run);
        }

        List<UnitPoint> kept = [];
        int start = 0;
        while (start < run.Count)
        {
            double column = Math.Floor(run[start].X * columns);
            int end = start + 1;
            while (end < run.Count && Math.Floor(run[end].X * columns) == column)
            {
                end++;
            }

            KeepExtremes(run, start, end, kept);
            start = end;
        }

        return WithoutFlats(kept);
    }

    /// <summary>The groups of neighbours that share a column of pixels, as the indexes where they begin.</summary>
    internal static int[] ColumnStarts(IReadOnlyList<double> units, int columns)
    {
        List<int> starts = [];
        double column = double.NaN;
        for (int i = 0; i < units.Count; i++)
        {
            double own = units.Count <= columns ? i : Math.Floor(units[i] * columns);
            if (own != column)
            {
                starts.Add(i);
                column = own;
            }
        }

        return [.. starts];
    }

    private static void KeepExtremes(List<UnitPoint> run, int start, int end, List<UnitPoint> kept)
    {
        int least = start;
        int greatest = start;
        for (int i = start; i < end; i++)
        {
            least = run[i].Y < run[least].Y ? i : least;
            greatest = run[i].Y > run[greatest].Y ? i : greatest;
        }

        int previous = -1;
        foreach (int index in (ReadOnlySpan<int>)[start, Math.Min(least, greatest), Math.Max(least, greatest), end - 1])
        {
            if (index > previous)
            {
                kept.Add(run[index]);
                previous = index;
            }
        }
    }

    /// <summary>Of a stretch of one height, keeps the two ends.</summary>
    internal static List<UnitPoint> WithoutFlats(List<UnitPoint> run)
    {
        List<UnitPoint> kept = [];
        for (int i = 0; i < run.Count; i++)
        {
            bool isInner = i > 0 && i < run.Count - 1 && run[i - 1].Y == run[i].Y && run[i + 1].Y == run[i].Y;
            if (!isInner)
            {
                kept.Add(run[i]);
            }
        }

        return kept;
    }
}
