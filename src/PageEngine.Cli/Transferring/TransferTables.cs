using System.Globalization;
using PageEngine.Linux;
using PageEngine.Migration;
using Spectre.Console;

namespace PageEngine.Cli.Transferring;

/// <summary>Writes what a transfer did, for people, beside what was to be expected.</summary>
internal static class TransferTables
{
    private const int MostRounds = 24;
    private const double NanosecondsPerSecond = 1e9;

    internal static void Write(TransferReport report, PredictionResult? predicted, IAnsiConsole console)
    {
        Table table = Tables.Make("", "measured", "predicted");
        table.AddPlainRow("outcome", OutcomeOf(report.Outcome), predicted is null ? "-" : NameOf(predicted.Outcome));
        table.AddPlainRow(
            "total time", Seconds(report.TotalNanoseconds), Expected(predicted, static p => Seconds(p.TotalSeconds)));
        table.AddPlainRow(
            "downtime", Seconds(report.Downtime.Total),
            Expected(predicted, static p => Seconds(p.Downtime.TotalSeconds)));
        table.AddPlainRow(
            "sent", new ByteSize(report.WireBytes).ToString(),
            Expected(predicted, static p => new ByteSize(p.TransferredBytes).ToString()));
        table.AddPlainRow(
            "rounds", Number(report.Rounds.Count), Expected(predicted, static p => Number(p.RoundsDetail.Count)));
        table.AddPlainRow(
            "pages left at the stop", Figures.Count(report.RemainingPages),
            Expected(predicted, static p => Figures.Count(p.RemainingPages)));
        table.AddPlainRow(
            "pages whole", Figures.Count(WholeOf(report.Pages)),
            Expected(predicted, static p => Figures.Count(p.Pages.Normal)));
        table.AddPlainRow(
            "pages zero", Figures.Count(ZeroOf(report.Pages)),
            Expected(predicted, static p => Figures.Count(p.Pages.Zero)));
        table.AddPlainRow(
            "pages as change", Figures.Count(report.Pages.PagesOf(PageEncoding.Delta)),
            Expected(predicted, static p => Figures.Count(p.Pages.Delta)));
        if (report.PostCopyPages is { } postCopy)
        {
            table.AddPlainRow("pages after the switch", Figures.Count(postCopy), "-");
            table.AddPlainRow("of these waited for", Figures.Count(report.RequestedPages), "-");
        }

        console.WriteTable("The transfer", table);
        WriteRounds(report, console);
        TransferDowntime down = report.Downtime;
        console.WriteLine(
            $"Downtime: pause {Seconds(down.Pause)}, last look {Seconds(down.Collect)}, pages {Seconds(down.Memory)}, state "
            + $"{Seconds(down.State)}, commit {Seconds(down.Commit)}, activation {Seconds(down.Activation)}");
    }

    internal static string OutcomeOf(TransferOutcome outcome) => outcome switch
    {
        TransferOutcome.Completed => "completed",
        TransferOutcome.Cancelled => "cancelled",
        TransferOutcome.InDoubt => "in doubt",
        TransferOutcome.PostCopyPaused => "post-copy paused",
        _ => "lost",
    };

    internal static ulong WholeOf(EncodingStatistics pages) =>
        pages.PagesOf(PageEncoding.Raw) + pages.PagesOf(PageEncoding.Lz4) + pages.PagesOf(PageEncoding.Zstandard);

    internal static ulong ZeroOf(EncodingStatistics pages) =>
        pages.PagesOf(PageEncoding.Zero) + pages.PagesOf(PageEncoding.SameFilled);

    private static void WriteRounds(TransferReport report, IAnsiConsole console)
    {
        Table table = Tables.Make("round", "begins", "takes", "sent", "pages", "zero", "dirtied", "left");
        foreach (TransferRound round in report.Rounds.Take(MostRounds))
        {
            table.AddPlainRow(
                Number(round.Round.Index), Seconds(round.Round.StartNanoseconds), Seconds(round.Round.DurationNanoseconds),
                new ByteSize(round.Round.Bytes).ToString(), Figures.Count(round.Round.Pages), Figures.Count(round.ZeroPages),
                Figures.Count(round.Round.DirtiedPages), Figures.Count(round.Round.RemainingPages));
        }

        string title = report.Rounds.Count > MostRounds ? $"The first {MostRounds} of {report.Rounds.Count} rounds" : "Rounds";
        console.WriteTable(title, table);
    }

    private static string Expected(PredictionResult? predicted, Func<PredictionResult, string> text) =>
        predicted is null ? "-" : text(predicted);

    private static string NameOf(PredictionOutcome outcome) =>
        outcome == PredictionOutcome.Completed ? "completed" : "not converging";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(long nanoseconds) => Seconds(nanoseconds / NanosecondsPerSecond);

    private static string Seconds(double seconds) => seconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0.0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s");
}
