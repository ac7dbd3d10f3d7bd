using PageEngine.Reports;
using PageEngine.Simulation;

namespace PageEngine.Cli.Migrating;

/// <summary>Moves as reports show them.</summary>
internal static class MoveRecords
{
    private const double NanosecondsPerSecond = 1e9;

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

        WaitHistogram waits = WaitHistogram.Of(trial.FaultWaits);
        return Fill(record, report) with
        {
            TotalSeconds = TotalOf(trial).TotalSeconds,
            GuestSecondsLost = trial.GuestTimeLost.TotalSeconds,
            WaitEdges = [.. waits.Edges.Select(static edge => edge / NanosecondsPerSecond)],
            WaitCounts = [.. waits.Counts.Select(static count => (double)count)],
            Course = CourseOf(trial.Samples),
        };
    }

    /// <summary>A move of a scenario.</summary>
    /// <param name="move">The move.</param>
    /// <param name="number">Which one it is, from 1.</param>
    /// <param name="course">Its samples.</param>
    internal static MoveRecord Of(MigrationSummary move, int number, IReadOnlyList<MigrationSample> course)
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
        };
        return Fill(record, move.Report);
    }

    /// <summary>The time that a move took; of one that was not over, the time that it was given.</summary>
    internal static SimTime TotalOf(MigrationTrial trial) =>
        trial.Report is { } report && report.TotalTime > SimTime.Zero ? report.TotalTime
        : trial.Samples.Count > 0 ? trial.Samples[^1].Time
        : SimTime.Zero;

    private static MoveRecord Fill(MoveRecord record, MigrationReport report) => record with
    {
        BeginSeconds = report.Begin.TotalSeconds,
        TotalSeconds = report.TotalTime.TotalSeconds,
        Downtime =
        [
            new("memory", report.Downtime.Memory.TotalSeconds),
            new("devices", report.Downtime.DeviceState.TotalSeconds),
            new("exchange", report.Downtime.Exchange.TotalSeconds),
            new("activation", report.Downtime.Activation.TotalSeconds),
        ],
        Bytes = report.Bytes,
        Pages = [new("whole", report.Pages), new("zero", report.ZeroPages)],
        Lost =
        [
            new("downtime", report.Downtime.Total.TotalSeconds),
            new("waiting for pages", report.PostCopyFaultTime.TotalSeconds),
        ],
        PostCopyFaults = report.PostCopyFaults,
        LongestFaultSeconds = report.LongestPostCopyFault.TotalSeconds,
        Rounds = [.. report.Rounds.Select(round => RoundOf(round, report.Begin))],
    };

    private static MoveRound RoundOf(MigrationRoundReport round, SimTime begin) => new(
        round.Index,
        (round.Begin - begin).TotalSeconds,
        round.Duration.TotalSeconds,
        round.Bytes,
        round.DirtiedPages,
        round.RemainingPages)
    {
        Pages = [new("whole", round.Pages), new("zero", round.ZeroPages)],
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
            [.. samples.Select((sample, i) => i == 0 && samples.Count > 1 ? samples[1].WorkPerSecond : sample.WorkPerSecond)]);
    }

    private static MoveCourse CourseOf(IReadOnlyList<MigrationSample> samples, SimTime begin) => new(
        [.. samples.Select(sample => (sample.Time - begin).TotalSeconds)],
        [.. samples.Select(static sample => (double)sample.PagesLeft)],
        [.. samples.Select(static sample => sample.BytesPerSecond)],
        [.. samples.Select(static sample => sample.ThrottlePercent / 100.0)],
        []);
}
