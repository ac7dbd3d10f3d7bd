using PageEngine.Linux;
using PageEngine.Migration;

namespace PageEngine.Cli.Transferring;

/// <summary>
/// What <c>predict</c> is asked about a transfer that was measured: the same guest, and the link as it was.
/// </summary>
internal static class TransferPrediction
{
    private const double NanosecondsPerSecond = 1e9;

    internal static PredictionRequest RequestOf(SendRequest request, TransferReport report, ByteSize memory)
    {
        double rounds = BandwidthOf(report);
        double zero = report.Rounds is [{ ZeroPages: var zeros, Round.Pages: > 0 and var sent }, ..]
            ? (double)zeros / sent
            : 0;
        return new PredictionRequest
        {
            Memory = memory,
            BandwidthBytesPerSecond = request.Bandwidth is { } cap ? Math.Min(cap, Math.Max(rounds, 1)) : Math.Max(rounds, 1),
            ZeroFraction = Math.Clamp(zero, 0, 1),
            WorkingSet = request.WorkingSet,
            DirtyPagesPerSecond = request.Demo is null ? 0 : request.DirtyRate,
            Pattern = request.Pattern,
            Policy = request.Policy,
            DowntimeLimitSeconds = request.DowntimeLimit.TotalSeconds,
            TimeCapSeconds = request.TimeCap?.TotalSeconds,
            XbzrleCache = request.Xbzrle,
            PostCopyAfterRounds = request.PostCopyAfter,
            AutoConverge = request.AutoConverge ? new AutoConvergeOptions() : null,
        };
    }

    /// <summary>What the rounds sent in a second; without rounds, what was sent in all.</summary>
    private static double BandwidthOf(TransferReport report)
    {
        double bytes = 0;
        double nanoseconds = 0;
        foreach (TransferRound round in report.Rounds)
        {
            bytes += round.Round.Bytes;
            nanoseconds += round.Round.DurationNanoseconds;
        }

        return nanoseconds > 0
            ? bytes / nanoseconds * NanosecondsPerSecond
            : report.WireBytes / Math.Max(report.TotalNanoseconds / NanosecondsPerSecond, 1e-9);
    }
}
