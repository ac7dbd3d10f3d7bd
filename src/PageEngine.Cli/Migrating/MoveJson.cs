using PageEngine.Simulation;

namespace PageEngine.Cli.Migrating;

/// <summary>What a move did, for programs: these keys in this order, times in milliseconds.</summary>
internal sealed record MoveJson(
    double DowntimeMs,
    MoveJson.Parts Downtime,
    ulong TransferredBytes,
    MoveJson.Counts Pages,
    ulong DowntimePages,
    ulong PostCopyPages,
    ulong PostCopyFaults,
    double PostCopyFaultTimeMs,
    double LongestPostCopyFaultMs,
    int Interruptions,
    MoveJson.Round[] Rounds)
{
    internal static MoveJson Of(MigrationReport report) => new(
        Milliseconds(report.Downtime.Total),
        new Parts(
            Milliseconds(report.Downtime.Memory),
            Milliseconds(report.Downtime.DeviceState),
            Milliseconds(report.Downtime.Exchange),
            Milliseconds(report.Downtime.Activation)),
        report.Bytes,
        new Counts(report.Pages, report.ZeroPages),
        report.DowntimePages,
        report.PostCopyPages,
        report.PostCopyFaults,
        Milliseconds(report.PostCopyFaultTime),
        Milliseconds(report.LongestPostCopyFault),
        report.Interruptions,
        [.. report.Rounds.Select(round => RoundOf(round, report.Begin))]);

    private static Round RoundOf(MigrationRoundReport round, SimTime begin) => new(
        round.Index,
        Milliseconds(round.Begin - begin),
        Milliseconds(round.Duration),
        new Counts(round.Pages, round.ZeroPages),
        round.Bytes,
        round.DirtiedPages,
        round.RemainingPages,
        Math.Round(round.BytesPerSecond),
        Math.Round(round.DirtyPagesPerSecond, 1),
        double.IsFinite(round.ExpectedDowntimeSeconds) ? Math.Round(round.ExpectedDowntimeSeconds * 1000, 6) : null,
        round.ThrottlePercent);

    private static double Milliseconds(SimTime time) => Math.Round(time.TotalMilliseconds, 6);

    internal sealed record Parts(double MemoryMs, double DeviceStateMs, double ExchangeMs, double ActivationMs);

    internal sealed record Counts(ulong Normal, ulong Zero);

    internal sealed record Round(
        int Number,
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
