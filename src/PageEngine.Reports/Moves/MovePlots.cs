using System.Globalization;

namespace PageEngine.Reports;

/// <summary>What a report draws of moves.</summary>
internal static class MovePlots
{
    private const int MovesAtMost = 24;
    private const int RoundsAtMost = 24;

    /// <summary>Pages left, bandwidth, throttle and the guest's throughput over time, a plot for each move.</summary>
    internal static void AddCourses(HtmlReport report, IReadOnlyList<MoveRecord> moves)
    {
        MoveRecord[] watched = [.. moves.Where(static move => move.Course is { Seconds.Count: > 1 }).Take(MovesAtMost)];
        if (watched.Length == 0)
        {
            return;
        }

        ReportSection section = report.AddSection("Course of the moves");
        Add(section, watched, "Pages left", PlotQuantity.Pages, PlotColor.Blue, PlotLineStyle.Area,
            "Pages that are still to be sent, as far as the move knows: they jump up when it looks at the dirty log. "
            + "After a switch to post-copy they are those that follow.", static course => course.PagesLeft);
        Add(section, watched, "Throughput of the guest", PlotQuantity.PerSecond, PlotColor.Green, PlotLineStyle.Line,
            "Accesses that the guest's tasks make in a second; at zero it stands still.",
            static course => course.WorkPerSecond);
        Add(section, watched, "Bandwidth", PlotQuantity.BytesPerSecond, PlotColor.Purple, PlotLineStyle.Line,
            "What crosses in a second.", static course => course.BytesPerSecond);
        MoveRecord[] throttled =
            [.. watched.Where(static move => move.Course!.ThrottleShares.Any(static share => share > 0))];
        if (throttled.Length == 0)
        {
            section.AddNote("Throttle: the guest was throttled in no move.");
            return;
        }

        Add(section, throttled, "Throttle", PlotQuantity.Share, PlotColor.Vermilion, PlotLineStyle.Step,
            "The part of the time that the guest's processors are held so that it writes less.",
            static course => course.ThrottleShares);
    }

    /// <summary>What each round sent and left.</summary>
    internal static void AddRounds(HtmlReport report, IReadOnlyList<MoveRecord> moves)
    {
        MoveRecord[] some = [.. moves.Where(static move => move.Rounds.Count > 0).Take(MovesAtMost)];
        if (some.Length == 0)
        {
            return;
        }

        ReportSection section = report.AddSection("Rounds");
        section.AddPlots(
            "What each round sent, and what was dirty again at its end",
            $"Round 0 sends the whole memory. Of more than {RoundsAtMost} rounds the first are shown.",
            [.. some.Select(static move => new BarPlot(
                move.Name,
                new PlotAxis("memory", PlotQuantity.Bytes),
                [.. move.Rounds.Take(RoundsAtMost).Select(static round =>
                    string.Create(CultureInfo.InvariantCulture, $"round {round.Number}"))],
                [
                    new PlotBars("sent", [.. move.Rounds.Take(RoundsAtMost).Select(static round => round.Bytes)])
                    {
                        Color = PlotColor.Blue,
                    },
                    new PlotBars("left", [.. move.Rounds.Take(RoundsAtMost).Select(
                        static round => round.LeftPages * Page.Size)])
                    {
                        Color = PlotColor.Amber,
                    },
                ]))]);
    }

    /// <summary>How long the guest waited for pages that were not there yet.</summary>
    internal static void AddWaits(HtmlReport report, IReadOnlyList<MoveRecord> moves)
    {
        MoveRecord[] some = [.. moves.Where(static move => move.WaitCounts.Count > 0).Take(MovesAtMost)];
        if (some.Length == 0)
        {
            return;
        }

        report.AddSection("Waiting for pages").AddPlots(
            "Latency of post-copy faults",
            "How long a processor stood still when it touched a page that was still on the old host.",
            [.. some.Select(static move => new HistogramPlot(
                move.Name,
                new PlotAxis("wait", PlotQuantity.Seconds),
                new PlotAxis("faults", PlotQuantity.Number),
                move.WaitEdges,
                move.WaitCounts))]);
    }

    private static void Add(
        ReportSection section,
        MoveRecord[] moves,
        string title,
        PlotQuantity quantity,
        PlotColor color,
        PlotLineStyle style,
        string caption,
        Func<MoveCourse, IReadOnlyList<double>> of)
    {
        MoveRecord[] measured = [.. moves.Where(move => of(move.Course!).Count > 0)];
        if (measured.Length == 0)
        {
            return;
        }

        string name = title.ToLowerInvariant();
        double most = measured.Max(move => of(move.Course!).Where(double.IsFinite).DefaultIfEmpty().Max());
        PlotAxis axis = new(name, quantity) { Maximum = most > 0 ? most : null };
        section.AddPlots(
            title,
            measured.Length > 1 ? $"{caption} All plots have the same height." : caption,
            [.. measured.Select(move => new LinePlot(
                move.Name,
                new PlotAxis("time of the move", PlotQuantity.Seconds) { Minimum = move.Course!.Seconds[0] },
                axis,
                [new PlotLine(name, move.Course.Seconds, of(move.Course)) { Color = color, Style = style }]))]);
    }
}
