using System.Globalization;
using PageEngine.Cli.Commands;
using PageEngine.Reports;
using PageEngine.Simulation;

namespace PageEngine.Cli.Migrating;

/// <summary>The report of a comparison.</summary>
internal static class MigrateReport
{
    internal static HtmlReport Compose(MigrateOutcome outcome)
    {
        MigrationComparison comparison = outcome.Comparison;
        RunScenario origin = RunScenario.Of(outcome.File.Path, outcome.File.Content);
        return MoveComparisonReport.Compose(new MoveComparisonInput
        {
            Title = $"{outcome.File.Scenario.Name}: ways to move {comparison.Machine}",
            Subtitle = outcome.File.Scenario.Description,
            Moves = [.. outcome.Trials.Select(trial => MoveRecords.Of(trial, comparison))],
            Figures =
            [
                new("machine", comparison.Machine, $"{outcome.Memory} of memory"),
                new("moved", $"at {outcome.At}", $"from {comparison.Source} to {comparison.Destination}"),
            ],
            Origin =
            [
                ["Scenario", origin.Path],
                ["SHA-256 of the scenario", origin.Sha256],
                ["Seed", outcome.Seed.ToString(CultureInfo.InvariantCulture)],
                ["Tool", VersionLine.Version],
            ],
            Footer = $"PageEngine {VersionLine.Version}",
        });
    }
}
