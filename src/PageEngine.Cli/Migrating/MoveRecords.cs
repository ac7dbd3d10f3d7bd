using PageEngine.Reports;
using PageEngine.Simulation;

namespace PageEngine.Cli.Migrating;

/// <summary>Moves as reports show them.</summary>
internal static class MoveRecords
{
    /// <summary>The word for how a move ended.</summary>
    internal static string OutcomeOf(MigrationStage stage) => stage switch
    {
        MigrationStage.Completed => "completed",
        MigrationStage.Failed => "failed",
        MigrationStage.Cancelled => "cancelled",
        MigrationStage.IterativePreCopy => "not converging",
        _ => "not over",
    };

    /// <summary>A trial of a comparison.</summary>
    internal static MoveRecord Of(MigrationTrial trial, MigrationComparison comparison)
    {
        MoveRecord record = new(trial.Name)
        {
            Machine = comparison.Machine,
            From = comparison.Source,
            To = comparison.Destination,
            Method = MoveWays.Describe(trial.Method),
            Outcome = trial.Refusal is null ? OutcomeOf(trial.Stage) : "refused",
            Reason = trial.Refusal?.Text ?? trial.FailureReason ?? "",
            Succeeded = trial.Succeeded,
        };
        if (trial.Report is not { } report)
        {
            return record;
        }

        return Fill(record, report) with
        {
            TotalSeconds = TotalOf(trial).TotalSeconds,
            GuestSecondsLost = trial.GuestTimeLost.TotalSeconds,
            Course = CourseOf(trial.Samples),
        };
    }

    /// <summary>A move of a scenario.</summary>
    /// <param name="move">The move.</param>
    /// <param name="number">Which one it is, from 1.</param>
    /// <param name="course">Its samples.</param>
    /// <param name="planBegin">When its plan began; zero for a move without one.</param>
    internal static MoveRecord Of(
        MigrationSummary move, int number, IReadOnlyList<MigrationSample> course, SimTime planBegin)
    {
        MoveRecord record = new($"{number}. {move.Machine} to {move.To}")
        {
            Machine = move.Machine,
            From = move.From,
            To = move.To,
            Method = MoveWays.Describe(move.Method),
            Outcome = OutcomeOf(move.Stage),
            Reason = move.FailureReason ?? "",
            Succeeded = move.Stage == MigrationStage.Completed,
            Course = course.Count > 1 ? CourseOf(course, move.Report.Begin) : null,
            Expected = move.Planned is { } planned ? ExpectationOf(planned, planBegin) : null,
        };
        return Fill(record, move.Report);
    }

    private static MoveExpectation ExpectationOf(PlannedMove planned, SimTime begin) => new(
        planned.Expected.TotalTime.TotalSeconds, planned.Expected.Downtime.TotalSeconds, planned.Expected.Bytes)
    {
        BeginSeconds = (begin + planned.Begin).TotalSeconds,
    };

    /// <summary>The time that a move took; of one that was not over, the time that it was given.</summary>
    internal static SimTime TotalOf(MigrationTrial trial) =>
        trial.Report is { } report && report.TotalTime > SimTime.Zero ? report.TotalTime
        : trial.Samples.Count > 0 ? trial.Samples[^1].Time
        : SimTime.Zero;

    private static MoveRecord Fill(MoveRecord record, MigrationReport report)
    {
        WaitHistogram waits = WaitHistogram.Of(report.PostCopyLatency);
        return record with
        {
            BeginSeconds = report.Begin.TotalSeconds,
            TotalSeconds = report.TotalTime.TotalSeconds,
            Downtime =
            [
                new("memory", report.Downtime.Memory.TotalSeconds),
                new("devices", report.Downtime.DeviceState.TotalSeconds),
                new("disks", report.Downtime.Disks.TotalSeconds),
                new("exchange", report.Downtime.Exchange.TotalSeconds),
                new("activation", report.Downtime.Activation.TotalSeconds),
            ],
            Bytes = report.Bytes + report.DiskBytes,
            Pages = PartsOf(report.PagesByEncoding),
            Saved = PartsOf(report.BytesSaved),
            Lost =
            [
                new("downtime", report.Downtime.Total.TotalSeconds),
                new("tracking", report.GuestTimeLost.Tracking.TotalSeconds),
                new("throttling", report.GuestTimeLost.Throttling.TotalSeconds),
                new("waiting for pages", report.GuestTimeLost.Faults.TotalSeconds),
                new("waiting for disks", report.GuestTimeLost.Disks.TotalSeconds),
            ],
            PostCopyFaults = report.PostCopyFaults,
            LongestFaultSeconds = report.LongestPostCopyFault.TotalSeconds,
            WaitEdges = [.. waits.Edges.Select(static edge => edge.TotalSeconds)],
            WaitCounts = [.. waits.Counts.Select(static count => (double)count)],
            Rounds = [.. report.Rounds.Select(round => RoundOf(round, report.Begin))],
        };
    }

    private static MovePart[] PartsOf(EncodingCounts counts) =>
    [
        new("whole", counts.Raw),
        new("zero", counts.Zero),
        new("same-filled", counts.SameFilled),
        new("delta", counts.Delta),
        new("compressed", counts.Compressed),
        new("reference", counts.Reference),
    ];

    private static MoveRound RoundOf(MigrationRoundReport round, SimTime begin) => new(
        round.Index,
        (round.Begin - begin).TotalSeconds,
        round.Duration.TotalSeconds,
        round.Bytes,
        round.DirtiedPages,
        round.RemainingPages)
    {
        Pages = PartsOf(round.PagesByEncoding),
        BytesPerSecond = round.BytesPerSecond,
        ExpectedDowntimeSeconds = round.ExpectedDowntimeSeconds,
        ThrottlePercent = round.ThrottlePercent,
    };

    private static MoveCourse CourseOf(IReadOnlyList<TrialSample> samples)
    {
        double[] rates = new double[samples.Count];
        for (int i = 1; i < rates.Length; i++)
        {
            double seconds = (samples[i].Time - samples[i - 1].Time).TotalSeconds;
            rates[i] = seconds > 0 ? (samples[i].Bytes - samples[i - 1].Bytes) / seconds : 0;
        }

        return new MoveCourse(
            [.. samples.Select(static sample => sample.Time.TotalSeconds)],
            [.. samples.Select(static sample => (double)sample.PagesLeft)],
            rates,
            [.. samples.Select(static sample => sample.ThrottlePercent / 100.0)],
            [.. samples.Select((sample, i) => (i == 0 && samples.Count > 1 ? samples[1] : sample).WorkPerSecond)]);
    }

    private static MoveCourse CourseOf(IReadOnlyList<MigrationSample> samples, SimTime begin) => new(
        [.. samples.Select(sample => (sample.Time - begin).TotalSeconds)],
        [.. samples.Select(static sample => (double)sample.PagesLeft)],
        [.. samples.Select(static sample => sample.BytesPerSecond)],
        [.. samples.Select(static sample => sample.ThrottlePercent / 100.0)],
        []);
}
