namespace PageEngine.Simulation.Tests.MigrationTests;

/// <summary>One machine moved in many ways from one moment.</summary>
public sealed class MigrationComparisonTests
{
    private const string Text = """
        { "duration": "6 s", "seed": 4, "hosts": [ { "name": "a", "memory": "128 MiB", "machines": [
            { "name": "web", "memory": "64 MiB", "guest": { "kernel": "4 MiB" }, "workloads": [
              { "kind": "uniform", "memory": "40 MiB", "accessesPerSecond": "20000/s" } ] },
            { "name": "gone", "memory": "16 MiB", "guest": { "kernel": "4 MiB" } } ] }, { "name": "b", "memory": "128 MiB" } ],
          "links": [ { "between": ["a", "b"], "bitsPerSecond": "1 Gbps", "roundTrip": "1 ms" } ],
          "actions": [ { "at": "1 s", "do": "destroy", "machine": "gone" }, { "at": "2 s", "do": "migrate", "machine": "web", "to": "b" } ] }
        """;

    [Fact]
    public void Every_way_begins_at_the_same_moment_and_leaves_it_as_it_was()
    {
        using MigrationComparison comparison = Compare(Text);
        Assert.Equal(("web", "a", "b", SimTime.FromSeconds(2)), (comparison.Machine, comparison.Source, comparison.Destination, comparison.Simulation.Now));
        Assert.Empty(comparison.Simulation.Migrations);
        ulong hash = comparison.Simulation.EventHash;
        MigrationTrial first = Run(comparison, new PreCopy());
        MigrationTrial other = Run(comparison, new PostCopy());
        MigrationTrial again = Run(comparison, new PreCopy());
        Assert.Equal(hash, comparison.Simulation.EventHash);
        Assert.True(first.Succeeded && other.Succeeded);
        Assert.Equal(
            (first.Report!.TotalTime, first.Report.Bytes, first.GuestTimeLost), (again.Report!.TotalTime, again.Report.Bytes, again.GuestTimeLost));
        Assert.Equal(first.Samples, again.Samples);
    }

    [Fact]
    public void The_time_that_the_guest_lost_is_its_downtime_and_its_waiting()
    {
        using MigrationComparison comparison = Compare(Text);
        MigrationTrial stop = Run(comparison, new StopAndCopy());
        Assert.Equal(stop.Report!.Downtime.Total.TotalSeconds, stop.GuestTimeLost.TotalSeconds, 0.02);
        MigrationTrial post = Run(comparison, new PostCopy());
        Assert.True(post.Report!.PostCopyFaults > 0);
        double waited = (post.Report.Downtime.Total + post.Report.PostCopyFaultTime).TotalSeconds;
        Assert.Equal(waited, post.GuestTimeLost.TotalSeconds, 0.05);
        MigrationTrial pre = Run(comparison, new PreCopy { Policy = PageEngine.Migration.StopPolicyKind.XenLegacy });
        Assert.True(pre.GuestTimeLost < stop.GuestTimeLost && pre.GuestTimeLost.TotalSeconds < 0.2, $"{pre.GuestTimeLost} lost by pre-copy");
    }

    [Fact]
    public void Samples_show_the_course_and_a_long_trial_keeps_a_bounded_number()
    {
        using MigrationComparison comparison = Compare(Text, new TrialOptions { Interval = SimTime.FromMicroseconds(100), Tail = SimTime.Zero });
        MigrationTrial trial = Run(comparison, new StopAndCopy());
        Assert.InRange(trial.Samples.Count, 1000, 4097);
        Assert.Equal(SimTime.Zero, trial.Samples[0].Time);
        Assert.Equal(MigrationStage.Completed, trial.Samples[^1].Stage);
        Assert.Equal(trial.Report!.Bytes, trial.Samples[^1].Bytes);
        Assert.True(trial.Samples.Zip(trial.Samples.Skip(1)).All(static pair => pair.First.Time < pair.Second.Time));
        Assert.Contains(trial.Samples, static sample => sample is { Stage: MigrationStage.StopAndCopy, WorkPerSecond: 0, PagesLeft: > 0 });
    }

    [Fact]
    public void A_move_that_does_not_converge_ends_at_the_limit_and_a_refused_one_says_why()
    {
        string busy = Text.Replace("20000/s", "400000/s", StringComparison.Ordinal).Replace("1 Gbps", "100 Mbps", StringComparison.Ordinal);
        using MigrationComparison comparison = Compare(busy, new TrialOptions { Limit = SimTime.FromSeconds(10) });
        MigrationTrial trial = Run(comparison, new PreCopy { DowntimeLimit = SimTime.FromMilliseconds(1) });
        Assert.Equal((false, MigrationStage.IterativePreCopy, SimTime.FromSeconds(10)), (trial.Succeeded, trial.Stage, trial.Samples[^1].Time));
        MigrationTrial cold = Run(comparison, new Cold());
        Assert.Equal((false, RefusalReason.WrongState), (cold.Succeeded, cold.Refusal!.Reason));
        Assert.Null(cold.Report);
    }

    [Fact]
    public void A_comparison_without_its_machine_is_refused()
    {
        Scenario scenario = ScenarioTexts.ReadRight(Text);
        MigrateAction move = scenario.Actions.OfType<MigrateAction>().Single();
        Assert.Throws<ArgumentException>(() => new MigrationComparison(scenario, move with { Machine = "nobody" }));
        Assert.Throws<ArgumentException>(() => new MigrationComparison(scenario, move with { To = "nowhere" }));
        Assert.Throws<ArgumentException>(() => new MigrationComparison(scenario, move with { Machine = "gone" }));
        using CancellationTokenSource ended = new();
        ended.Cancel();
        Assert.Throws<OperationCanceledException>(() => new MigrationComparison(scenario, move, cancellation: ended.Token));
    }

    private static MigrationComparison Compare(string text, TrialOptions? options = null)
    {
        Scenario scenario = ScenarioTexts.ReadRight(text);
        return new MigrationComparison(
            scenario, scenario.Actions.OfType<MigrateAction>().Single(), options, TestContext.Current.CancellationToken);
    }

    private static MigrationTrial Run(MigrationComparison comparison, MigrationMethod method) =>
        comparison.Run(method.GetType().Name, method, TestContext.Current.CancellationToken);
}
