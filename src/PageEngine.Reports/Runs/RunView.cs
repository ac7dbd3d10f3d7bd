namespace PageEngine.Reports;

/// <summary>The history of a run as its plots need it.</summary>
internal sealed class RunView
{
    internal RunView(SeriesHistory history)
    {
        Hosts = history.GetSeries(HostTable.Schema.Name);
        Guests = history.GetSeries(GuestTable.Schema.Name);
        DataExtent times = new();
        foreach (HistorySeries series in Hosts.Concat(Guests))
        {
            times.Add(series.StartTimes[0]);
            times.Add(series.EndTimes[^1]);
        }

        From = times.LowOr(0);
        To = times.HighOr(0);
        Time = PlotAxis.Time with { Minimum = From, Maximum = To };
    }

    internal IReadOnlyList<HistorySeries> Hosts { get; }

    internal IReadOnlyList<HistorySeries> Guests { get; }

    internal double From { get; }

    internal double To { get; }

    /// <summary>The axis of time, the same in all plots.</summary>
    internal PlotAxis Time { get; }

    /// <summary>The middle of each point in time.</summary>
    internal static double[] TimesOf(HistorySeries series)
    {
        double[] times = new double[series.Count];
        for (int i = 0; i < times.Length; i++)
        {
            times[i] = (series.StartTimes[i] + series.EndTimes[i]) / 2;
        }

        return times;
    }

    /// <summary>A line through the means of a column, with a band from the least to the greatest.</summary>
    internal static PlotLine LineOf(
        HistorySeries series, int column, string name, PlotColor? color, PlotLineStyle style = PlotLineStyle.Line)
    {
        NumberHistory numbers = series.GetNumbers(column);
        return new PlotLine(name, TimesOf(series), numbers.ToMeans())
        {
            Color = color,
            Style = style,
            Lows = style == PlotLineStyle.Dashed ? null : numbers.Minimum.ToArray(),
            Highs = style == PlotLineStyle.Dashed ? null : numbers.Maximum.ToArray(),
        };
    }

    internal static PlotArea AreaOf(HistorySeries series, int column, string name, PlotColor color) =>
        new(name, series.GetNumbers(column).ToMeans()) { Color = color };

    /// <summary>A strip of the greatest values of a column.</summary>
    internal HeatRow HeatOf(HistorySeries series, int column) =>
        new(series.Name, EdgesOf(series), series.GetNumbers(column).Maximum.ToArray());

    /// <summary>A strip of the states in a column, by their places in a list of states.</summary>
    internal StateRow StatesOf(HistorySeries series, int column, IReadOnlyList<PlotState> states)
    {
        StateHistory history = series.GetStates(column);
        double[] edges = EdgesOf(series);
        int[] places = [.. history.Names.Select(name => PlaceOf(states, name))];
        int[] order = [.. Enumerable.Range(0, places.Length).OrderBy(state => places[state])];
        List<StateSpan> spans = [];
        for (int point = 0; point < series.Count; point++)
        {
            double bottom = 0;
            foreach (int state in order)
            {
                double share = history.GetShare(point, state);
                if (share > 0)
                {
                    spans.Add(new StateSpan(edges[point], edges[point + 1], places[state])
                    {
                        Bottom = bottom,
                        Share = Math.Min(share, 1 - bottom),
                    });
                    bottom = Math.Min(1, bottom + share);
                }
            }
        }

        return new StateRow(series.Name, spans);
    }

    // A point holds until the next begins. The last holds to its own end; a lone sample is given a length to be seen.
    private double[] EdgesOf(HistorySeries series)
    {
        double[] edges = [.. series.StartTimes, series.EndTimes[^1]];
        if (edges[^1] <= edges[0])
        {
            edges[^1] = edges[0] + (To > From ? (To - From) / 100 : 1);
        }

        return edges;
    }

    private static int PlaceOf(IReadOnlyList<PlotState> states, string name)
    {
        for (int i = 0; i < states.Count; i++)
        {
            if (states[i].Name == name)
            {
                return i;
            }
        }

        throw new ArgumentException($"The state {name} is not in the list.", nameof(states));
    }
}
