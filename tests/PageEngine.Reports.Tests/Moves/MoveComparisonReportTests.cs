namespace PageEngine.Reports.Tests;

public sealed class MoveComparisonReportTests
{
    [Fact]
    public void The_report_compares_all_ways_and_shows_the_course_of_each()
    {
        HtmlReport report = MoveComparisonReport.Compose(SampleMoves.Input());
        string html = report.ToHtml();
        Assert.Equal(
            ["Summary", "All ways", "Compared", "Course of the moves", "Rounds", "Waiting for pages", "Moves in figures", "Origin"],
            report.Sections.Select(static section => section.Heading));
        Assert.All(
            (string[])[
                "refused: machine web is Running", "Pages left", "Throughput of the guest", "Bandwidth", "Throttle",
                "Latency of post-copy faults", "Bytes saved, by technique", "hybrid: rounds", "Downtime, by part",
                "Guest time known to be lost, by reason"],
            part => Assert.Contains(part, html));
        Assert.DoesNotContain("Disks", html);
        Assert.Equal(html, MoveComparisonReport.Compose(SampleMoves.Input()).ToHtml());
    }

    [Fact]
    public void The_best_of_each_figure_is_named()
    {
        string html = MoveComparisonReport.Compose(SampleMoves.Input()).ToHtml();
        Assert.Matches("shortest downtime.*1 ms.*post-copy", html.ReplaceLineEndings(" "));
        Assert.Contains("4 of them moved the machine", html);
    }

    [Fact]
    public void Nothing_that_moved_is_said_in_words_and_too_many_moves_are_refused()
    {
        MoveComparisonInput none = SampleMoves.Input() with { Moves = [new MoveRecord("cold") { Outcome = "refused" }] };
        Assert.Contains("No way moved the machine.", MoveComparisonReport.Compose(none).ToHtml());
        MoveComparisonInput many = none with { Moves = [.. Enumerable.Range(0, 101).Select(static i => new MoveRecord($"{i}"))] };
        Assert.Throws<ArgumentException>(() => MoveComparisonReport.Compose(many));
    }

    [Fact]
    public void The_report_of_a_run_shows_its_moves_beside_what_was_expected()
    {
        string html = Compose(SampleMoves.All()).ToHtml();
        Assert.Contains("Expected before the first move began, and what came", html);
        Assert.Contains("Plan at 1 s, maintenance: 4 moves", html);
        Assert.DoesNotContain(Compose([]).Sections, static section => section.Heading == "Moves");
    }

    private static HtmlReport Compose(IReadOnlyList<MoveRecord> moves) => SimulationReport.Compose(new SimulationReportInput
    {
        Title = "run",
        History = new SampleRun { Samples = 10 }.ToHistory(),
        Moves = moves,
        Plans = moves.Count > 0 ? ["Plan at 1 s, maintenance: 4 moves"] : [],
    });
}
