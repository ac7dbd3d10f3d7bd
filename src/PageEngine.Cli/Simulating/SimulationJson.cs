using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PageEngine.Cli.Migrating;
using PageEngine.Reports;
using PageEngine.Simulation;

namespace PageEngine.Cli.Simulating;

/// <summary>Writes the result of a simulation for programs: these keys in this order, amounts in pages.</summary>
internal static class SimulationJson
{
    internal static void Write(SimulationOutcome outcome, TextWriter output)
    {
        ScenarioResult result = outcome.Result;
        Scenario scenario = outcome.File.Scenario;
        Document document = new(
            scenario.Name,
            outcome.File.Path,
            RunScenario.Of(outcome.File.Path, outcome.File.Content).Sha256,
            result.End.ToString().ToLowerInvariant(),
            result.Fault,
            result.Seed,
            result.SimulatedTime.TotalSeconds,
            result.EventsHandled,
            result.EventHash.ToString("x16", CultureInfo.InvariantCulture),
            Page.Size,
            [.. result.Hosts.Select(static host => HostOf(host))],
            [.. result.Guests.Select(static guest => GuestOf(guest))],
            [.. result.Migrations.Select(MoveOf)],
            [.. result.Plans.Select(PlanOf)],
            [.. result.Refusals.Select(static refusal => new Refused(
                refusal.Time.TotalSeconds,
                refusal.Action,
                refusal.Machine,
                refusal.Refusal.Reason.ToString(),
                refusal.Refusal.Text))],
            [.. outcome.Files.Select(static file => file.Name)],
            Math.Round(outcome.Seconds, 6));
        output.WriteLine(JsonSerializer.Serialize(document, SimulationJsonContext.Readable.Document));
        output.Flush();
    }

    private static Host HostOf(HostSummary host) => new(
        host.Name,
        host.Last.Measure.CapacityPages,
        host.Last.Measure.FreePages,
        host.LeastFreePages,
        host.Last.Measure.PrivatePages,
        host.Last.Measure.SharedPages,
        host.Last.Measure.SharingPages,
        host.Last.Measure.ZeroPages,
        host.MostSavedPages,
        host.Last.Measure.BalloonedPages,
        host.MostBalloonedPages,
        host.Last.Measure.CompressedFrames,
        host.MostCompressedPages,
        host.Last.Measure.SwappedPages,
        host.MostSwappedPages,
        host.Last.Measure.State.ToString(),
        host.WorstState.ToString(),
        Math.Round(host.MeanCpuShare, 6));

    private static Guest GuestOf(GuestSummary guest) => new(
        guest.Name,
        guest.Last.Host,
        guest.Last.Measure.State.ToString(),
        guest.CrashReason,
        guest.Last.Measure.ConfiguredPages,
        guest.Last.Measure.ResidentPages,
        guest.Last.Measure.SharedPages,
        guest.Last.Measure.BalloonPages,
        guest.Last.Measure.CompressedPages,
        guest.Last.Measure.SwappedPages,
        guest.Last.Measure.WorkingSetPages,
        guest.Last.GuestSwapPages,
        guest.Work,
        guest.WorkByWorkload,
        guest.MajorFaults,
        guest.Refaults,
        guest.SwapOuts,
        guest.GuestFaults,
        guest.DoublePaging,
        guest.ShareBreaks,
        guest.AsyncFaults,
        guest.StallTime.TotalSeconds);

    private static Move MoveOf(MigrationSummary move) => new(
        move.Machine,
        move.From,
        move.To,
        MoveWays.Describe(move.Method),
        MoveRecords.OutcomeOf(move.Stage).Replace(' ', '-'),
        move.FailureReason,
        move.Report.Begin.TotalSeconds,
        Math.Round(move.Report.TotalTime.TotalMilliseconds, 6),
        move.Planned is { } planned ? ExpectationOf(planned.Begin, planned.Expected) : null,
        MoveJson.Of(move.Report));

    private static Expectation ExpectationOf(SimTime begin, MoveForecast forecast) => new(
        begin.TotalSeconds,
        Math.Round(forecast.TotalTime.TotalMilliseconds, 6),
        Math.Round(forecast.Downtime.TotalMilliseconds, 6),
        forecast.Bytes,
        forecast.Converges,
        forecast.Advice);

    private static PlanResult PlanOf(PlanSummary plan) => new(
        PlanWords.NameOf(plan.Plan.Trigger),
        plan.Begin.TotalSeconds,
        plan.Plan.Parallel,
        plan.Plan.Moves.Count,
        plan.Completed,
        plan.IsOver,
        Math.Round(plan.Plan.Makespan.TotalMilliseconds, 6),
        Math.Round(plan.Makespan.TotalMilliseconds, 6),
        Math.Round(plan.Plan.Downtime.TotalMilliseconds, 6),
        plan.Plan.Bytes);

    internal sealed record Document(
        string Scenario,
        string Path,
        string Sha256,
        string End,
        string? Fault,
        ulong Seed,
        double SimulatedSeconds,
        ulong Events,
        string EventHash,
        int PageSize,
        Host[] Hosts,
        Guest[] Guests,
        Move[] Migrations,
        PlanResult[] Plans,
        Refused[] Refusals,
        string[] Files,
        double ElapsedSeconds);

    internal sealed record Host(
        string Name,
        ulong CapacityPages,
        ulong FreePages,
        ulong LeastFreePages,
        ulong PrivatePages,
        ulong SharedPages,
        ulong SharingPages,
        ulong ZeroPages,
        ulong MostSavedPages,
        ulong BalloonedPages,
        ulong MostBalloonedPages,
        ulong CompressedPages,
        ulong MostCompressedPages,
        ulong SwappedPages,
        ulong MostSwappedPages,
        string State,
        string WorstState,
        double MeanCpuShare);

    internal sealed record Guest(
        string Name,
        string Host,
        string Lifecycle,
        string? CrashReason,
        ulong ConfiguredPages,
        ulong ResidentPages,
        ulong SharedPages,
        ulong BalloonPages,
        ulong CompressedPages,
        ulong SwappedPages,
        ulong WorkingSetPages,
        ulong GuestSwapPages,
        ulong Work,
        IReadOnlyList<ulong> WorkByWorkload,
        ulong MajorFaults,
        ulong Refaults,
        ulong SwapOuts,
        ulong GuestFaults,
        ulong DoublePaging,
        ulong ShareBreaks,
        ulong AsyncFaults,
        double StallSeconds);

    internal sealed record Move(
        string Machine,
        string From,
        string To,
        string Method,
        string Outcome,
        string? Reason,
        double BeginSeconds,
        double TotalTimeMs,
        Expectation? Expected,
        MoveJson Report);

    internal sealed record Expectation(
        double BeginSeconds,
        double TotalTimeMs,
        double DowntimeMs,
        ulong TransferredBytes,
        bool Converges,
        string Advice);

    internal sealed record PlanResult(
        string Trigger,
        double BeginSeconds,
        int Parallel,
        int Moves,
        int Completed,
        bool IsOver,
        double ExpectedMakespanMs,
        double MakespanMs,
        double ExpectedDowntimeMs,
        ulong ExpectedBytes);

    internal sealed record Refused(double TimeSeconds, string Action, string Machine, string Reason, string Text);
}

/// <summary>The serializer of <see cref="SimulationJson"/>, made at build time.</summary>
[JsonSerializable(typeof(SimulationJson.Document))]
internal sealed partial class SimulationJsonContext : JsonSerializerContext
{
    /// <summary>With paths written as they are where JSON allows it.</summary>
    internal static SimulationJsonContext Readable { get; } =
        new(new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
}
