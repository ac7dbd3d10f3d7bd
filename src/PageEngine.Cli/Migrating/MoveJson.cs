using PageEngine.Simulation;

namespace PageEngine.Cli.Migrating;

/// <summary>What a move did, for programs: these keys in this order, times in milliseconds.</summary>
internal sealed record MoveJson(
    double DowntimeMs,
    MoveJson.Parts Downtime,
    ulong TransferredBytes,
    ulong BytesBack,
    ulong DiskBytes,
    MoveJson.Forms Pages,
    MoveJson.Forms BytesSaved,
    MoveJson.Lost GuestTimeLost,
    ulong DowntimePages,
    ulong PostCopyPages,
    MoveJson.Waits PostCopyFaults,
    int Interruptions,
    int Attempts,
    MoveJson.Handover Network,
    MoveJson.Round[] Rounds)
{
    internal static MoveJson Of(MigrationReport report) => new(
        Milliseconds(report.Downtime.Total),
        new Parts(
            Milliseconds(report.Downtime.Memory),
            Milliseconds(report.Downtime.DeviceState),
            Milliseconds(report.Downtime.Disks),
            Milliseconds(report.Downtime.Exchange),
            Milliseconds(report.Downtime.Activation)),
        report.Bytes,
        report.BytesBack,
        report.DiskBytes,
        FormsOf(report.PagesByEncoding),
        FormsOf(report.BytesSaved),
        new Lost(
            Milliseconds(report.GuestTimeLost.Tracking),
            Milliseconds(report.GuestTimeLost.Throttling),
            Milliseconds(report.GuestTimeLost.Faults),
            Milliseconds(report.GuestTimeLost.Disks)),
        report.DowntimePages,
        report.PostCopyPages,
        WaitsOf(report.PostCopyLatency),
        report.Interruptions,
        report.Attempts,
        new Handover(
            Milliseconds(report.Network.Outage),
            report.Network.PacketsBuffered,
            report.Network.PacketsLost,
            report.Network.ConnectionsKept,
            report.Network.ConnectionsBroken),
        [.. report.Rounds.Select(round => RoundOf(round, report.Begin))]);

    private static Round RoundOf(MigrationRoundReport round, SimTime begin) => new(
        round.Index,
        Milliseconds(round.Begin - begin),
        Milliseconds(round.Duration),
        FormsOf(round.PagesByEncoding),
        round.Bytes,
        round.DirtiedPages,
        round.RemainingPages,
        Math.Round(round.BytesPerSecond),
        Math.Round(round.DirtyPagesPerSecond, 1),
        double.IsFinite(round.ExpectedDowntimeSeconds) ? Math.Round(round.ExpectedDowntimeSeconds * 1000, 6) : null,
        round.ThrottlePercent);

    private static Forms FormsOf(EncodingCounts counts) => new(
        counts.Raw, counts.Zero, counts.SameFilled, counts.Delta, counts.Compressed, counts.Reference);

    private static Waits WaitsOf(LatencyHistogram waits)
    {
        WaitHistogram classes = WaitHistogram.Of(waits);
        return new Waits(
            waits.Count,
            Milliseconds(waits.Sum),
            Milliseconds(waits.Longest),
            [.. classes.Edges.Select(Milliseconds)],
            classes.Counts);
    }

    private static double Milliseconds(SimTime time) => Math.Round(time.TotalMilliseconds, 6);

    internal sealed record Parts(
        double MemoryMs, double DeviceStateMs, double DisksMs, double ExchangeMs, double ActivationMs);

    internal sealed record Forms(
        ulong Normal, ulong Zero, ulong SameFilled, ulong Delta, ulong Compressed, ulong Reference);

    internal sealed record Lost(double TrackingMs, double ThrottlingMs, double FaultsMs, double DisksMs);

    internal sealed record Waits(
        ulong Count, double SumMs, double LongestMs, IReadOnlyList<double> EdgesMs, IReadOnlyList<ulong> Counts);

    internal sealed record Handover(
        double OutageMs, ulong PacketsBuffered, ulong PacketsLost, int ConnectionsKept, int ConnectionsBroken);

    internal sealed record Round(
        int Number,
        double StartMs,
        double DurationMs,
        Forms Pages,
        ulong Bytes,
        ulong DirtiedPages,
        ulong RemainingPages,
        double BytesPerSecond,
        double DirtyPagesPerSecond,
        double? ExpectedDowntimeMs,
        int ThrottlePercent);
}
