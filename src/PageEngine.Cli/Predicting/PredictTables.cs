using System.Globalization;
using PageEngine.Migration;
using Spectre.Console;

namespace PageEngine.Cli.Predicting;

/// <summary>Writes a prediction for people.</summary>
internal static class PredictTables
{
    private const int MostRounds = 24;

    internal static void Write(PredictionResult result, IAnsiConsole console)
    {
        Table summary = Tables.Make("", "");
        summary.AddPlainRow("outcome", result.Outcome == PredictionOutcome.Completed ? "completed" : "not converging");
        summary.AddPlainRow("total time", Seconds(result.TotalSeconds));
        summary.AddPlainRow("downtime", Seconds(result.Downtime.TotalSeconds));
        summary.AddPlainRow("sent", new ByteSize(result.TransferredBytes).ToString());
        summary.AddPlainRow("rounds, syncs", $"{result.Rounds}, {result.Syncs}");
        summary.AddPlainRow("pages whole, zero", $"{Figures.Count(result.Pages.Normal)}, {Figures.Count(result.Pages.Zero)}");
        summary.AddPlainRow(
            "pages as change, reference", $"{Figures.Count(result.Pages.Delta)}, {Figures.Count(result.Pages.Reference)}");
        summary.AddPlainRow("guest slowed down by", $"{result.ThrottlePercent} %");
        console.WriteTable("What the migration takes", summary.HideHeaders());
        WriteRounds(result.RoundsDetail, console);
        foreach (string advice in result.Advice)
        {
            console.WriteLine(advice);
        }
    }

    private static void WriteRounds(IReadOnlyList<PredictedRound> rounds, IAnsiConsole console)
    {
        Table table = Tables.Make("round", "begins", "takes", "sent", "pages", "left", "slowed");
        foreach (PredictedRound round in rounds.Take(MostRounds))
        {
            table.AddPlainRow(
                round.Round.Index.ToString(CultureInfo.InvariantCulture),
                Seconds(round.Round.StartNanoseconds / 1e9),
                Seconds(round.Round.DurationNanoseconds / 1e9),
                new ByteSize(round.WireBytes).ToString(),
                Figures.Count(round.Pages.Total),
                Figures.Count(round.Round.RemainingPages),
                $"{round.Round.ThrottlePercent} %");
        }

        string title = rounds.Count > MostRounds ? $"The first {MostRounds} of {rounds.Count} rounds" : "Rounds";
        console.WriteTable(title, table);
    }

    private static string Seconds(double seconds) => seconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0.0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s");
}
