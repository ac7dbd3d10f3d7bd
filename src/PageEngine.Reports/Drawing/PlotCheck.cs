namespace PageEngine.Reports;

/// <summary>Refuses plots whose parts do not fit each other.</summary>
internal static class PlotCheck
{
    private const int RowsAtMost = 500;

    internal static void SameCount(ReportPlot plot, string name, int expected, int found)
    {
        if (expected != found)
        {
            throw new ArgumentException($"The plot '{plot.Title}': {name} has {found} values where {expected} belong.");
        }
    }

    internal static void RowsFit(ReportPlot plot, int rowCount)
    {
        if (rowCount > RowsAtMost)
        {
            throw new ArgumentException($"The plot '{plot.Title}' has {rowCount} rows; {RowsAtMost} can be drawn.");
        }
    }

    internal static void NeverFalls(ReportPlot plot, string name, IReadOnlyList<double> values)
    {
        for (int i = 1; i < values.Count; i++)
        {
            if (values[i] < values[i - 1])
            {
                throw new ArgumentException(
                    $"The plot '{plot.Title}': the places of {name} fall, {values[i]} after {values[i - 1]}.");
            }
        }
    }

    internal static void Line(ReportPlot plot, PlotLine line)
    {
        SameCount(plot, line.Name, line.Xs.Count, line.Ys.Count);
        NeverFalls(plot, line.Name, line.Xs);
        if ((line.Lows is null) != (line.Highs is null))
        {
            throw new ArgumentException($"The plot '{plot.Title}': the band of {line.Name} has one side only.");
        }

        if (line.Lows is not null && line.Highs is not null)
        {
            SameCount(plot, line.Name, line.Xs.Count, line.Lows.Count);
            SameCount(plot, line.Name, line.Xs.Count, line.Highs.Count);
        }
    }
}
