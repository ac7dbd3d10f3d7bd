using System.Globalization;
using PageEngine.Simulation;
using Spectre.Console;

namespace PageEngine.Cli.Migrating;

/// <summary>Writes a comparison for people.</summary>
internal static class MigrateTables
{
    internal static void Write(MigrateOutcome outcome, IAnsiConsole console)
    {
        Table table = Tables.Make(
            "way", "outcome", "total time", "downtime", "rounds", "sent", "guest time\nlost", "throttled\nat most",
            "post-copy\nfaults", "longest\nwait");
        foreach (MigrationTrial trial in outcome.Trials)
        {
            AddRow(table, trial);
        }

        MigrationComparison comparison = outcome.Comparison;
        console.WriteTable(
            $"{outcome.File.Scenario.Name}: {comparison.Machine} ({outcome.Memory}) from {comparison.Source} to "
            + $"{comparison.Destination} at {UnitText.Format(outcome.At)}",
            table);
        foreach (MigrationTrial trial in outcome.Trials)
        {
            if ((trial.Refusal?.Text ?? trial.FailureReason) is { } reason)
            {
                console.WriteLine($"{trial.Name}: {reason}");
            }
        }

        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Tried {outcome.Trials.Count} ways in {outcome.Seconds:0.00} s, "
            + $"each from the same moment, seed {outcome.Seed}"));
        if (outcome.Files.Count > 0)
        {
            console.WriteLine("Wrote " + string.Join(", ", outcome.Files.Select(static file => file.Name)));
        }
    }

    private static void AddRow(Table table, MigrationTrial trial)
    {
        if (trial.Report is not { } report)
        {
            table.AddPlainRow(trial.Name, "refused", "-", "-", "-", "-", "-", "-", "-", "-");
            return;
        }

        table.AddPlainRow(
            trial.Name,
            MoveRecords.OutcomeOf(trial.Stage),
            Figures.Time(MoveRecords.TotalOf(trial)),
            trial.Succeeded ? Figures.Time(report.Downtime.Total) : "-",
            report.Rounds.Count.ToString(CultureInfo.InvariantCulture),
            new ByteSize(report.Bytes).ToString(),
            Figures.Time(trial.GuestTimeLost),
            string.Create(
                CultureInfo.InvariantCulture, $"{trial.Samples.Max(static sample => sample.ThrottlePercent)} %"),
            report.PostCopyFaults == 0 ? "-" : Figures.Count(report.PostCopyFaults),
            report.PostCopyFaults == 0 ? "-" : Figures.Time(report.LongestPostCopyFault));
    }
}
