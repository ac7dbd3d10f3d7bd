namespace PageEngine.Reports;

/// <summary>The report of a comparison: one machine moved in many ways.</summary>
/// <remarks>Thread-safe. The same moves give the same report. A caller may add sections to it.</remarks>
public static class MoveComparisonReport
{
    private const int MovesAtMost = 100;

    /// <summary>Makes the report.</summary>
    /// <param name="input">What it is made from.</param>
    /// <returns>The report, not yet written.</returns>
    /// <exception cref="ArgumentException">There are too many moves.</exception>
    public static HtmlReport Compose(MoveComparisonInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Moves.Count > MovesAtMost)
        {
            throw new ArgumentException(
                $"{input.Moves.Count} moves are too many for a report; {MovesAtMost} fit.", nameof(input));
        }

        HtmlReport report = new(input.Title) { Subtitle = input.Subtitle, Footer = input.Footer };
        AddSummary(report, input);
        report.AddSection("All ways").AddTable(MoveTables.Overview(input.Moves, "Way"));
        AddBars(report.AddSection("Compared"), [.. input.Moves.Where(static move => move.Succeeded)]);
        MovePlots.AddCourses(report, input.Moves);
        MovePlots.AddRounds(report, input.Moves);
        MovePlots.AddWaits(report, input.Moves);
        MoveTables.AddRounds(report, input.Moves);
        if (input.Origin.Count > 0)
        {
            report.AddSection("Origin").AddTable(new ReportTable("", [new("What"), new("Value")], input.Origin));
        }

        return report;
    }

    private static void AddSummary(HtmlReport report, MoveComparisonInput input)
    {
        ReportSection section = report.AddSection("Summary");
        foreach (string note in input.Notes)
        {
            section.AddNote(note);
        }

        MoveRecord[] good = [.. input.Moves.Where(static move => move.Succeeded)];
        List<SummaryFigure> figures = [.. input.Figures];
        figures.Add(new("ways tried", Number(input.Moves.Count), $"{Number(good.Length)} of them moved the machine"));
        AddBest(figures, "shortest downtime", good, static move => move.DowntimeSeconds, PlotQuantity.Seconds);
        AddBest(figures, "shortest in all", good, static move => move.TotalSeconds, PlotQuantity.Seconds);
        AddBest(figures, "fewest bytes", good, static move => move.Bytes, PlotQuantity.Bytes);
        AddBest(
            figures, "least lost by the guest", [.. good.Where(static move => move.GuestSecondsLost is not null)],
            static move => Math.Max(0, move.GuestSecondsLost!.Value), PlotQuantity.Seconds);
        section.AddFigures([.. figures]);
        section.AddNote(
            "Downtime: from the stop of the processors on the old host until they run on the new one. Guest time lost: "
            + "the work that the guest did less than without a move, over what it does in a second.");
    }

    private static void AddBest(
        List<SummaryFigure> figures,
        string label,
        MoveRecord[] moves,
        Func<MoveRecord, double> of,
        PlotQuantity quantity)
    {
        if (moves.MinBy(of) is { } best)
        {
            figures.Add(new(label, QuantityText.Format(of(best), quantity), best.Name));
        }
    }

    private static void AddBars(ReportSection section, MoveRecord[] moves)
    {
        if (moves.Length == 0)
        {
            section.AddNote("No way moved the machine.");
            return;
        }

        string[] names = [.. moves.Select(static move => move.Name)];
        string[] parts =
        [
            .. moves.SelectMany(static move => move.Downtime).Where(static part => part.Value > 0)
                .Select(static part => part.Name).Distinct(),
        ];
        section.AddPlot(new BarPlot(
            "Downtime",
            new PlotAxis("downtime", PlotQuantity.Seconds),
            names,
            [.. parts.Select(part => new PlotBars(part, [.. moves.Select(move => PartOf(move.Downtime, part))]))])
        {
            IsStacked = true,
            Caption = "By what it was spent on.",
        });
        Add("Total time", PlotQuantity.Seconds, PlotColor.Blue, static move => move.TotalSeconds, "");
        Add("Bytes sent", PlotQuantity.Bytes, PlotColor.Green, static move => move.Bytes, "");
        if (moves.Any(static move => move.GuestSecondsLost > 0))
        {
            Add("Guest time lost", PlotQuantity.Seconds, PlotColor.Vermilion,
                static move => Math.Max(0, move.GuestSecondsLost ?? double.NaN),
                "Downtime, throttling and waiting for pages.");
        }

        void Add(string title, PlotQuantity quantity, PlotColor color, Func<MoveRecord, double> of, string caption) =>
            section.AddPlot(new BarPlot(
                title,
                new PlotAxis(title.ToLowerInvariant(), quantity),
                names,
                [new PlotBars(title.ToLowerInvariant(), [.. moves.Select(of)]) { Color = color }])
            {
                Caption = caption,
            });
    }

    private static double PartOf(IReadOnlyList<MovePart> parts, string name) =>
        parts.Where(part => part.Name == name).Sum(static part => part.Value);

    private static string Number(double number) => QuantityText.Format(number, PlotQuantity.Number);
}
