using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PageEngine.Migration;

namespace PageEngine.Cli.Predicting;

/// <summary>Writes a prediction for programs.</summary>
internal static class PredictJson
{
    private const double MillisecondsPerSecond = 1000;
    private const double NanosecondsPerMillisecond = 1e6;

    internal static void Write(PredictionResult result, TextWriter output)
    {
        Document document = new(
            result.Outcome == PredictionOutcome.Completed ? "completed" : "not-converging",
            Milliseconds(result.TotalSeconds),
            Milliseconds(result.Downtime.TotalSeconds),
            result.Rounds,
            result.Syncs,
            result.TransferredBytes,
            CountsOf(result.Pages),
            result.ThrottlePercent,
            result.RemainingPages,
            result.PostCopySeconds is { } seconds ? Milliseconds(seconds) : null,
            [.. result.RoundsDetail.Select(DetailOf)],
            result.Advice);
        output.WriteLine(JsonSerializer.Serialize(document, PredictJsonContext.Readable.Document));
        output.Flush();
    }

    private static Counts CountsOf(PredictedPageCounts pages) => new(pages.Normal, pages.Zero, pages.Delta, pages.Reference);

    private static Detail DetailOf(PredictedRound round) => new(
        round.Round.Index,
        Math.Round(round.Round.StartNanoseconds / NanosecondsPerMillisecond, 3),
        Math.Round(round.Round.DurationNanoseconds / NanosecondsPerMillisecond, 3),
        CountsOf(round.Pages),
        round.WireBytes,
        round.Round.DirtiedPages,
        round.Round.RemainingPages,
        Math.Round(round.Round.BandwidthBytesPerSecond),
        Math.Round(round.Round.DirtyPagesPerSecond, 1),
        Finite(round.Round.ExpectedDowntimeSeconds),
        round.Round.ThrottlePercent);

    private static double Milliseconds(double seconds) => Math.Round(seconds * MillisecondsPerSecond, 3);

    private static double? Finite(double seconds) => double.IsFinite(seconds) ? Milliseconds(seconds) : null;

    internal sealed record Document(
        string Outcome,
        double TotalTimeMs,
        double DowntimeMs,
        int Rounds,
        int Syncs,
        ulong TransferredBytes,
        Counts Pages,
        int ThrottlePercent,
        ulong RemainingPages,
        double? PostCopyMs,
        Detail[] RoundsDetail,
        IReadOnlyList<string> Advice);

    internal sealed record Counts(ulong Normal, ulong Zero, ulong Delta, ulong Reference);

    internal sealed record Detail(
        int Round,
        double StartMs,
        double DurationMs,
        Counts Pages,
        ulong Bytes,
        ulong DirtiedPages,
        ulong RemainingPages,
        double BytesPerSecond,
        double DirtyPagesPerSecond,
        double? ExpectedDowntimeMs,
        int ThrottlePercent);
}

/// <summary>How predictions become JSON, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PredictJson.Document))]
internal sealed partial class PredictJsonContext : JsonSerializerContext
{
    /// <summary>With signs written as they are where JSON allows it.</summary>
    internal static PredictJsonContext Readable { get; } =
        new(new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
}
