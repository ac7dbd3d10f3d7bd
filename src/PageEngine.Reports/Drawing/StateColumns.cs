namespace PageEngine.Reports;

/// <summary>Brings the spans of a strip to the width of a drawing.</summary>
internal static class StateColumns
{
    /// <summary>The spans in parts of the width; more spans than columns are added up by shares.</summary>
    internal static List<StateSpan> Fit(IReadOnlyList<StateSpan> spans, AxisScale scale, int columns)
    {
        List<StateSpan> placed = [.. spans.Select(span => span with
        {
            From = scale.Place(span.From),
            To = scale.Place(span.To),
        })];
        List<StateSpan> merged = Merge(placed);
        return merged.Count <= columns ? merged : Merge(ByColumn(merged, columns));
    }

    private static List<StateSpan> Merge(List<StateSpan> spans)
    {
        List<StateSpan> merged = [];
        foreach (StateSpan span in spans)
        {
            bool continues = merged.Count > 0 && merged[^1].State == span.State && merged[^1].To == span.From
                && merged[^1].Bottom == span.Bottom && merged[^1].Share == span.Share;
            if (continues)
            {
                merged[^1] = merged[^1] with { To = span.To };
            }
            else if (span.To > span.From && span.Share > 0)
            {
                merged.Add(span);
            }
        }

        return merged;
    }

    // A state that was there for a moment only keeps a thin slice of its column, so it can still be seen.
    private static List<StateSpan> ByColumn(List<StateSpan> spans, int columns)
    {
        int states = spans.Max(static span => span.State) + 1;
        double[,] shares = new double[columns, states];
        foreach (StateSpan span in spans)
        {
            int last = Math.Min(columns - 1, (int)(span.To * columns));
            for (int column = Math.Clamp((int)(span.From * columns), 0, columns - 1); column <= last; column++)
            {
                double from = Math.Max(span.From, (double)column / columns);
                double to = Math.Min(span.To, (column + 1.0) / columns);
                shares[column, span.State] += Math.Max(0, to - from) * span.Share * columns;
            }
        }

        List<StateSpan> fitted = [];
        for (int column = 0; column < columns; column++)
        {
            double bottom = 0;
            for (int state = 0; state < states; state++)
            {
                double share = Math.Min(shares[column, state], 1 - bottom);
                if (share > 1e-9)
                {
                    share = share > 1 - 1e-9 ? 1 : share;
                    fitted.Add(new StateSpan((double)column / columns, (column + 1.0) / columns, state)
                    {
                        Bottom = bottom,
                        Share = share,
                    });
                    bottom += share;
                }
            }
        }

        return fitted;
    }
}
