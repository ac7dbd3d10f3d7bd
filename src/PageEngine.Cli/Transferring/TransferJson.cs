using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PageEngine.Linux;
using PageEngine.Migration;

namespace PageEngine.Cli.Transferring;

/// <summary>Writes what a transfer did, for programs.</summary>
internal static class TransferJson
{
    private const double NanosecondsPerMillisecond = 1e6;
    private const double MillisecondsPerSecond = 1000;

    internal static void Write(TransferReport report, PredictionResult? predicted, TextWriter output)
    {
        TransferDowntime down = report.Downtime;
        Document document = new(
            TransferTables.OutcomeOf(report.Outcome).Replace(' ', '-'),
            report.Reason,
            Milliseconds(report.TotalNanoseconds),
            Milliseconds(down.Total),
            new Parts(
                Milliseconds(down.Pause), Milliseconds(down.Collect), Milliseconds(down.Memory), Milliseconds(down.State),
                Milliseconds(down.Commit), Milliseconds(down.Activation)),
            report.Rounds.Count,
            report.WireBytes,
            new Counts(
                TransferTables.WholeOf(report.Pages), TransferTables.ZeroOf(report.Pages),
                report.Pages.PagesOf(PageEncoding.Delta), report.Pages.PagesOf(PageEncoding.Reference)),
            report.RemainingPages,
            report.PostCopyPages,
            report.RequestedPages,
            report.Reconnects,
            [.. report.Rounds.Select(DetailOf)],
            predicted is null ? null : new Prediction(
                predicted.Outcome == PredictionOutcome.Completed ? "completed" : "not-converging",
                Math.Round(predicted.TotalSeconds * MillisecondsPerSecond, 3),
                Math.Round(predicted.Downtime.TotalSeconds * MillisecondsPerSecond, 3),
                predicted.RoundsDetail.Count,
                predicted.TransferredBytes,
                predicted.RemainingPages));
        output.WriteLine(JsonSerializer.Serialize(document, TransferJsonContext.Readable.Document));
    }

    internal static void Write(TransferReceiver receiver, bool? isRight, ReceivedGuest guest, TextWriter output)
    {
        Arrival arrival = new(
            receiver.PageCount, receiver.PagesReceived, receiver.PostCopyPagesReceived, isRight, guest.WritesBefore, guest.Writes);
        output.WriteLine(JsonSerializer.Serialize(arrival, TransferJsonContext.Readable.Arrival));
    }

    private static Detail DetailOf(TransferRound round) => new(
        round.Round.Index,
        Milliseconds(round.Round.StartNanoseconds),
        Milliseconds(round.Round.DurationNanoseconds),
        round.Round.Pages,
        round.ZeroPages,
        round.DeltaPages,
        round.ReferencePages,
        round.Round.Bytes,
        round.Round.DirtiedPages,
        round.Round.RemainingPages,
        round.Round.ThrottlePercent);

    private static double Milliseconds(long nanoseconds) => Math.Round(nanoseconds / NanosecondsPerMillisecond, 3);

    internal sealed record Document(
        string Outcome,
        string Reason,
        double TotalTimeMs,
        double DowntimeMs,
        Parts Downtime,
        int Rounds,
        ulong TransferredBytes,
        Counts Pages,
        ulong RemainingPages,
        ulong? PostCopyPages,
        ulong RequestedPages,
        int Reconnects,
        Detail[] RoundsDetail,
        Prediction? Predicted);

    internal sealed record Parts(
        double PauseMs, double CollectMs, double MemoryMs, double StateMs, double CommitMs, double ActivationMs);

    internal sealed record Counts(ulong Normal, ulong Zero, ulong Delta, ulong Reference);

    internal sealed record Detail(
        int Round,
        double StartMs,
        double DurationMs,
        ulong Pages,
        ulong Zero,
        ulong Delta,
        ulong Reference,
        ulong Bytes,
        ulong DirtiedPages,
        ulong RemainingPages,
        int ThrottlePercent);

    internal sealed record Prediction(
        string Outcome, double TotalTimeMs, double DowntimeMs, int Rounds, ulong TransferredBytes, ulong RemainingPages);

    internal sealed record Arrival(
        ulong MemoryPages, ulong PagesReceived, ulong PostCopyPages, bool? IsRight, ulong WritesBefore, ulong? Writes);
}

/// <summary>How transfers become JSON, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TransferJson.Document))]
[JsonSerializable(typeof(TransferJson.Arrival))]
internal sealed partial class TransferJsonContext : JsonSerializerContext
{
    /// <summary>With signs written as they are where JSON allows it.</summary>
    internal static TransferJsonContext Readable { get; } =
        new(new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
}
