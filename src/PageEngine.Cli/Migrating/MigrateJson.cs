using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PageEngine.Reports;
using PageEngine.Simulation;

namespace PageEngine.Cli.Migrating;

/// <summary>Writes a comparison for programs: these keys in this order, times in milliseconds.</summary>
internal static class MigrateJson
{
    internal static void Write(MigrateOutcome outcome, TextWriter output)
    {
        MigrationComparison comparison = outcome.Comparison;
        Document document = new(
            outcome.File.Scenario.Name,
            outcome.File.Path,
            RunScenario.Of(outcome.File.Path, outcome.File.Content).Sha256,
            outcome.Seed,
            comparison.Machine,
            comparison.Source,
            comparison.Destination,
            outcome.At.TotalSeconds,
            outcome.Memory.Bytes,
            [.. outcome.Trials.Select(TrialOf)],
            [.. outcome.Files.Select(static file => file.Name)],
            Math.Round(outcome.Seconds, 6));
        output.WriteLine(JsonSerializer.Serialize(document, MigrateJsonContext.Readable.Document));
        output.Flush();
    }

    private static Trial TrialOf(MigrationTrial trial) => new(
        trial.Name,
        MoveWays.PolicyOf(trial.Method),
        trial.Refusal is null ? MoveRecords.OutcomeOf(trial.Stage).Replace(' ', '-') : "refused",
        trial.Refusal?.Text ?? trial.FailureReason,
        Milliseconds(MoveRecords.TotalOf(trial)),
        Milliseconds(trial.GuestTimeLost),
        trial.Samples.Count == 0 ? 0 : trial.Samples.Max(static sample => sample.ThrottlePercent),
        trial.Report is { } report ? MoveJson.Of(report) : null);

    private static double Milliseconds(SimTime time) => Math.Round(time.TotalMilliseconds, 6);

    internal sealed record Document(
        string Scenario,
        string Path,
        string Sha256,
        ulong Seed,
        string Machine,
        string From,
        string To,
        double AtSeconds,
        ulong MemoryBytes,
        Trial[] Trials,
        string[] Files,
        double ElapsedSeconds);

    internal sealed record Trial(
        string Name,
        string? Policy,
        string Outcome,
        string? Reason,
        double TotalTimeMs,
        double GuestTimeLostMs,
        int ThrottlePercent,
        MoveJson? Report);
}

/// <summary>The serializer of <see cref="MigrateJson"/>, made at build time.</summary>
[JsonSerializable(typeof(MigrateJson.Document))]
internal sealed partial class MigrateJsonContext : JsonSerializerContext
{
    /// <summary>With paths written as they are where JSON allows it.</summary>
    internal static MigrateJsonContext Readable { get; } =
        new(new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
}
