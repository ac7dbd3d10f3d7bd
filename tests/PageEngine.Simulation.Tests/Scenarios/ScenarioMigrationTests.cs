namespace PageEngine.Simulation.Tests;

/// <summary>Links and moves in scenarios.</summary>
public sealed class ScenarioMigrationTests
{
    [Fact]
    public void A_scenario_says_how_a_machine_moves()
    {
        Scenario scenario = ScenarioTexts.ReadRight(With("""
            { "at": "1 s", "do": "migrate", "machine": "web", "to": "b", "how": {
              "method": "hybrid", "policy": "xenLegacy", "preCopyRounds": 2, "downtimeLimit": "50 ms", "streams": 4,
              "bytesPerSecond": "32 MiB/s", "timeCap": "1 min", "whenDue": "switchToPostCopy", "deviceState": "1 MiB",
              "autoConverge": { "initialPercent": 30, "period": "500 ms", "maxSyncInterval": "2 s" } } }
            """));
        MigrateAction action = Assert.IsType<MigrateAction>(Assert.Single(scenario.Actions));
        Hybrid how = Assert.IsType<Hybrid>(action.How);
        Assert.Equal(
            (PageEngine.Migration.StopPolicyKind.XenLegacy, 2, SimTime.FromMilliseconds(50), 4, 32L << 20, SimTime.FromSeconds(60)),
            (how.Policy, how.PreCopyRounds, how.DowntimeLimit, how.Streams, how.BytesPerSecond, how.TimeCap));
        Assert.Equal(PageEngine.Migration.StopDecision.SwitchToPostCopy, how.WhenDue);
        Assert.Equal(
            (30, 10, 500_000_000L, 2_000_000_000L),
            (how.AutoConverge!.InitialPercent, how.AutoConverge.IncrementPercent, how.AutoConverge.PeriodNanoseconds, how.AutoConverge.MaxSyncIntervalNanoseconds));
        ScenarioLink link = Assert.Single(scenario.Links);
        Assert.Equal(("a", "b", new LinkSpec { BitsPerSecond = 1_000_000_000, RoundTrip = SimTime.FromMilliseconds(1) }), (link.First, link.Second, link.Spec));
        Assert.True(scenario.MovesMachines);
    }

    [Fact]
    public void A_method_becomes_one_of_another_kind_with_all_that_both_have()
    {
        Hybrid hybrid = new() { Streams = 3, DowntimeLimit = SimTime.FromMilliseconds(7), PreCopyRounds = 9, TimeCap = SimTime.FromSeconds(5) };
        PreCopy preCopy = hybrid.As<PreCopy>();
        Assert.Equal(new PreCopy { Streams = 3, DowntimeLimit = SimTime.FromMilliseconds(7), TimeCap = SimTime.FromSeconds(5) }, preCopy);
        Assert.Equal(hybrid with { PreCopyRounds = 1 }, preCopy.As<Hybrid>());
        Assert.Equal(new StopAndCopy { Streams = 3 }, hybrid.As<StopAndCopy>());
        Assert.Equal(new PostCopy { Streams = 3 }, hybrid.As<PostCopy>());
    }

    [Fact]
    public void A_move_is_sampled_until_it_is_over_and_summed_up()
    {
        Samples samples = new();
        ScenarioResult result = Run("""{ "at": "1 s", "do": "migrate", "machine": "web", "to": "b" }""", samples);
        Assert.Empty(result.Refusals);
        MigrationSummary move = Assert.Single(result.Migrations);
        Assert.Equal(("web", "a", "b", MigrationStage.Completed), (move.Machine, move.From, move.To, move.Stage));
        Assert.Equal("b", result.Guests[0].Last.Host);
        Assert.Equal(SimTime.FromSeconds(1), move.Report.Begin);
        Assert.All(samples.Moves, static sample => Assert.Equal((1, "web", "a", "b"), (sample.Number, sample.Machine, sample.From, sample.To)));
        Assert.Equal(MigrationStage.Completed, samples.Moves[^1].Stage);
        Assert.Single(samples.Moves, static sample => sample.Stage == MigrationStage.Completed);
        Assert.Equal((0UL, move.Report.Bytes), (samples.Moves[^1].PagesLeft, samples.Moves[^1].Bytes));
        Assert.Contains(samples.Moves, static sample => sample is { Stage: MigrationStage.IterativePreCopy, PagesLeft: > 0, BytesPerSecond: > 0 });
    }

    [Fact]
    public void Several_machines_move_by_one_action_and_what_cannot_move_is_refused_with_the_reason()
    {
        ScenarioResult result = Run("""
            { "at": "1 s", "do": "migrate", "machine": "*", "to": "b", "how": { "method": "stopAndCopy" } },
            { "at": "1 s", "do": "migrate", "machine": "web", "to": "b" },
            { "at": "4 s", "do": "migrate", "machine": "web", "to": "b" },
            { "at": "4 s", "do": "callOff", "machine": "web" }
            """);
        Assert.Equal(["web"], result.Migrations.Select(static move => move.Machine));
        Assert.Equal(
            [
                ("migrate", "off", RefusalReason.WrongState), ("migrate", "web", RefusalReason.AlreadyMigrating),
                ("migrate", "web", RefusalReason.SameHost), ("call off", "web", RefusalReason.WrongState),
            ],
            result.Refusals.Select(static refusal => (refusal.Action, refusal.Machine, refusal.Refusal.Reason)));
    }

    [Fact]
    public void A_machine_that_is_off_moves_cold()
    {
        ScenarioResult result = Run("""{ "at": "1 s", "do": "migrate", "machine": "off", "to": "b", "how": { "method": "cold" } }""");
        Assert.Empty(result.Refusals);
        Assert.Equal("b", result.Guests[1].Last.Host);
    }

    [Fact]
    public void A_move_that_is_called_off_leaves_the_machine_where_it_was()
    {
        ScenarioResult result = Run("""
            { "at": "1 s", "do": "migrate", "machine": "web", "to": "b" }, { "at": "1100 ms", "do": "callOff", "machine": "web" }
            """);
        Assert.Equal(MigrationStage.Cancelled, Assert.Single(result.Migrations).Stage);
        Assert.Equal(("a", VmState.Running), (result.Guests[0].Last.Host, result.Guests[0].Last.Measure.State));
    }

    [Fact]
    public void A_cut_link_fails_a_pre_copy_and_a_post_copy_waits_for_its_repair()
    {
        ScenarioResult pre = Run("""
            { "at": "1 s", "do": "migrate", "machine": "web", "to": "b" }, { "at": "1100 ms", "do": "cutLink", "between": ["a", "b"] }
            """);
        Assert.Equal(MigrationStage.Failed, Assert.Single(pre.Migrations).Stage);
        ScenarioResult post = Run("""
            { "at": "1 s", "do": "migrate", "machine": "web", "to": "b", "how": { "method": "postCopy" } },
            { "at": "1100 ms", "do": "cutLink", "between": ["a", "b"] }, { "at": "3 s", "do": "repairLink", "between": ["b", "a"] }
            """);
        MigrationSummary move = Assert.Single(post.Migrations);
        Assert.Equal((MigrationStage.Completed, 1), (move.Stage, move.Report.Interruptions));
        Assert.True(move.Report.TotalTime > SimTime.FromSeconds(2));
    }

    [Fact]
    public void Looking_more_often_at_a_move_changes_nothing()
    {
        const string Move = """{ "at": "1 s", "do": "migrate", "machine": "web", "to": "b", "how": { "method": "hybrid" } }""";
        ScenarioResult seldom = Run(Move, interval: "6 s");
        ScenarioResult often = Run(Move, interval: "7 ms");
        Assert.Equal((seldom.EventHash, seldom.EventsHandled), (often.EventHash, often.EventsHandled));
    }

    private static ScenarioResult Run(string actions, IScenarioSampler? sampler = null, string interval = "100 ms")
    {
        using ScenarioRunner runner = new(ScenarioTexts.ReadRight(With(actions, interval)));
        ScenarioResult result = runner.Run(sampler, TestContext.Current.CancellationToken);
        Assert.Null(result.Fault);
        return result;
    }

    private static string With(string actions, string interval = "100 ms") => $$"""
        { "duration": "6 s", "sampleInterval": "{{interval}}", "hosts": [ { "name": "a", "memory": "128 MiB", "machines": [
            { "name": "web", "memory": "64 MiB", "guest": { "kernel": "4 MiB" }, "workloads": [
              { "kind": "uniform", "memory": "40 MiB", "accessesPerSecond": "20000/s" } ] },
            { "name": "off", "memory": "16 MiB", "guest": { "kernel": "4 MiB" }, "start": null } ] },
          { "name": "b", "memory": "128 MiB" } ],
          "links": [ { "between": ["a", "b"], "bitsPerSecond": "1 Gbps", "roundTrip": "1 ms" } ],
          "actions": [ {{actions}} ] }
        """;

    private sealed class Samples : IScenarioSampler
    {
        internal List<MigrationSample> Moves { get; } = [];

        public void OnHost(in HostSample sample)
        {
        }

        public void OnGuest(in GuestSample sample)
        {
        }

        public void OnMigration(in MigrationSample sample) => Moves.Add(sample);
    }
}
