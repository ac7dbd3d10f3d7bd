namespace PageEngine.Reports;

/// <summary>The report of a simulation: its hosts, its guests, and what reclaim did to them.</summary>
/// <remarks>Thread-safe. The same history gives the same report. A caller may add sections to it.</remarks>
public static class SimulationReport
{
    private const int EventsAtMost = 100;

    /// <summary>Makes the report.</summary>
    /// <param name="input">What it is made from.</param>
    /// <returns>The report, not yet written.</returns>
    public static HtmlReport Compose(SimulationReportInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RunView view = new(input.History);
        HtmlReport report = new(input.Title) { Subtitle = input.Subtitle, Footer = FooterOf(input.Manifest) };
        AddSummary(report, input, view);
        HostSections.AddTo(report, view);
        GuestSections.AddTo(report, view);
        AddMoves(report, input.Moves, input.Plans);
        AddEvents(report, input.Events);
        AddOrigin(report, input.Manifest);
        return report;
    }

    private static void AddSummary(HtmlReport report, SimulationReportInput input, RunView view)
    {
        ReportSection section = report.AddSection("Summary");
        foreach (string note in input.Notes)
        {
            section.AddNote(note);
        }

        List<SummaryFigure> figures = [new("simulated time", SimulatedTime(input.Manifest, view))];
        if (view.Hosts.Count > 0)
        {
            double capacity = view.Hosts.Sum(static host => host.GetNumbers(HostTable.CapacityPages).Highest);
            double configured = view.Guests.Sum(static guest => guest.GetNumbers(GuestTable.ConfiguredPages).Highest);
            figures.Add(new(
                view.Hosts.Count == 1 ? "host" : "hosts", Number(view.Hosts.Count), $"{Pages(capacity)} of memory"));
            figures.Add(new(
                view.Guests.Count == 1 ? "guest" : "guests",
                Number(view.Guests.Count),
                $"{Pages(configured)} configured"));
            figures.Add(new("overcommitted by", Ratio(configured, capacity), "configured to present memory"));
            figures.Add(Peak(view.Hosts, HostTable.SharingPages, "saved by sharing"));
            figures.Add(Peak(view.Hosts, HostTable.BalloonedPages, "in balloons"));
            figures.Add(Peak(view.Hosts, HostTable.SwappedPages, "on the swap device"));
        }

        section.AddFigures([.. figures, .. input.Figures]);
        long dropped = input.History.GetDroppedRowCount(HostTable.Schema.Name)
            + input.History.GetDroppedRowCount(GuestTable.Schema.Name);
        if (dropped > 0)
        {
            section.AddNote(
                $"The plots leave out {Number(dropped)} rows of hosts and guests beyond the number that the history "
                + "keeps; the files of the run have them.");
        }
    }

    // Peaks of several hosts come at different times, so no sum of theirs was ever there; the largest one was.
    private static SummaryFigure Peak(IReadOnlyList<HistorySeries> hosts, int column, string label)
    {
        HistorySeries most = hosts.MaxBy(host => host.GetNumbers(column).Highest)!;
        return new SummaryFigure(
            label,
            Pages(most.GetNumbers(column).Highest),
            hosts.Count == 1 ? "at most" : $"at most, on {most.Name}");
    }

    private static void AddMoves(HtmlReport report, IReadOnlyList<MoveRecord> moves, IReadOnlyList<string> plans)
    {
        if (moves.Count == 0 && plans.Count == 0)
        {
            return;
        }

        ReportSection section = report.AddSection("Moves");
        foreach (string plan in plans)
        {
            section.AddNote(plan);
        }

        if (moves.Count == 0)
        {
            return;
        }

        section.AddTable(MoveTables.Overview(moves, "Move"));
        if (moves.Any(static move => move.Expected is not null))
        {
            section.AddTable(MoveTables.Expectations(moves));
        }

        MovePlots.AddCourses(report, moves);
        MovePlots.AddRounds(report, moves);
        MovePlots.AddWaits(report, moves);
        MoveTables.AddRounds(report, moves);
    }

    private static void AddEvents(HtmlReport report, IReadOnlyList<RunEvent> events)
    {
        if (events.Count == 0)
        {
            return;
        }

        ReportSection section = report.AddSection("Events");
        section.AddTable(new ReportTable(
            "",
            [new("Time", IsNumber: true), new("Kind"), new("Whom"), new("What")],
            [.. events.Take(EventsAtMost).Select(static runEvent => new[]
            {
                QuantityText.Format(runEvent.TimeNanoseconds / 1e9, PlotQuantity.Seconds),
                runEvent.Kind,
                runEvent.Target,
                runEvent.Text,
            })]));
        if (events.Count > EventsAtMost)
        {
            section.AddNote($"And {Number(events.Count - EventsAtMost)} more.");
        }
    }

    private static void AddOrigin(HtmlReport report, RunManifest? manifest)
    {
        if (manifest is null)
        {
            return;
        }

        List<string[]> rows =
        [
            ["Scenario", manifest.Scenario?.Path ?? "none"],
            ["SHA-256 of the scenario", manifest.Scenario?.Sha256 ?? "–"],
            ["Seed", Exact(manifest.Seed)],
            ["Events", Exact((ulong)Math.Max(0, manifest.EventCount))],
            ["Hash of all events", manifest.EventHash],
            ["Tool", manifest.ToolVersion],
            ["Runtime", $"{manifest.Runtime.Framework}, {manifest.Runtime.Architecture}"],
        ];
        report.AddSection("Origin")
            .AddNote("The same scenario and seed give the same events; the hash over all of them tells.")
            .AddTable(new ReportTable("", [new("What"), new("Value")], rows));
    }

    private static string FooterOf(RunManifest? manifest) =>
        manifest is null ? "PageEngine" : $"PageEngine {manifest.ToolVersion}";

    private static string SimulatedTime(RunManifest? manifest, RunView view) => QuantityText.Format(
        manifest is null ? view.To - view.From : manifest.SimulatedNanoseconds / 1e9, PlotQuantity.Seconds);

    private static string Pages(double pages) => QuantityText.Format(pages, PlotQuantity.Pages);

    private static string Number(double number) => QuantityText.Format(number, PlotQuantity.Number);

    private static string Exact(ulong number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Ratio(double part, double whole) =>
        whole > 0 ? QuantityText.Format(Math.Max(0, (part / whole) - 1), PlotQuantity.Share) : "–";
}
