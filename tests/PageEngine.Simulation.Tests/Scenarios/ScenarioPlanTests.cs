namespace PageEngine.Simulation.Tests;

/// <summary>Maintenance, load balance, consolidation and performance in scenarios.</summary>
public sealed class ScenarioPlanTests
{
    [Fact]
    public void An_evacuation_empties_its_host_and_what_came_stands_beside_what_was_expected()
    {
        ScenarioResult result = Run("""{ "at": "3 s", "do": "evacuate", "host": "a", "measure": "500 ms", "parallel": 2, "how": { "method": "preCopy", "policy": "drain" } }""");
        PlanSummary plan = Assert.Single(result.Plans);
        Assert.Equal((MoveTrigger.Maintenance, SimTime.FromMilliseconds(3500), true, 3), (plan.Plan.Trigger, plan.Begin, plan.IsOver, plan.Completed));
        Assert.InRange(plan.Makespan.TotalSeconds / plan.Plan.Makespan.TotalSeconds, 0.8, 1.25);
        Assert.Equal(["b", "b", "b"], result.Guests.Take(3).Select(static guest => guest.Last.Host).Order());
        Assert.All(result.Migrations, static move => Assert.InRange(
            move.Report.Bytes / (double)move.Planned!.Expected.Bytes, 0.8, 1.25));
        Assert.Empty(result.Refusals);
    }

    [Fact]
    public void A_balance_that_is_looked_at_again_and_again_moves_once_and_then_rests()
    {
        ScenarioResult result = Run("""{ "at": "3 s", "do": "balance", "threshold": "15 %", "every": "3 s", "how": { "method": "stopAndCopy" } }""");
        Assert.True(result.Plans.Count >= 3);
        Assert.All(result.Plans, static plan => Assert.Equal(MoveTrigger.LoadBalance, plan.Plan.Trigger));
        Assert.InRange(result.Plans[0].Plan.Moves.Count, 1, 2);
        Assert.All(result.Plans.Skip(1), static plan => Assert.Empty(plan.Plan.Moves));
    }

    [Fact]
    public void A_consolidation_empties_the_host_with_the_least_load()
    {
        ScenarioResult result = Run("""{ "at": "3 s", "do": "consolidate", "ceiling": "90 %", "how": { "method": "postCopy" } }""");
        PlanSummary plan = Assert.Single(result.Plans);
        Assert.Equal(MoveTrigger.Consolidation, plan.Plan.Trigger);
        Assert.Equal(["a", "a", "a", "a"], result.Guests.Select(static guest => guest.Last.Host));
    }

    [Fact]
    public void A_machine_that_waits_for_memory_is_moved_to_where_there_is_some()
    {
        ScenarioResult result = Run(
            """{ "at": "8 s", "do": "relieve", "stallShare": "2 %", "ceiling": "99 %", "how": { "method": "postCopy" } }""",
            """ "swap": { "size": "1 GiB" }, "memory": "140 MiB", """);
        PlanSummary plan = Assert.Single(result.Plans);
        Assert.Equal((MoveTrigger.Performance, 1), (plan.Plan.Trigger, plan.Plan.Moves.Count));
        Assert.Contains("b", result.Guests.Take(3).Select(static guest => guest.Last.Host));
    }

    [Fact]
    public void What_no_host_takes_is_refused_with_the_reason()
    {
        ScenarioResult result = Run("""{ "at": "3 s", "do": "evacuate", "host": "b", "headroom": "90 %" }""");
        ScenarioRefusal refusal = Assert.Single(result.Refusals);
        Assert.Equal(("move by plan", "rest", RefusalReason.NoMemory), (refusal.Action, refusal.Machine, refusal.Refusal.Reason));
        Assert.Empty(Assert.Single(result.Plans).Plan.Moves);
    }

    [Fact]
    public void Plans_do_not_depend_on_when_samples_are_taken()
    {
        const string Evacuate = """{ "at": "3 s", "do": "evacuate", "host": "a", "how": { "method": "preCopy" } }""";
        Assert.Equal(Run(Evacuate, interval: "12 s").EventHash, Run(Evacuate, interval: "130 ms").EventHash);
    }

    private static ScenarioResult Run(string action, string host = """ "memory": "512 MiB", """, string interval = "1 s")
    {
        using ScenarioRunner runner = new(ScenarioTexts.ReadRight($$"""
            { "duration": "14 s", "sampleInterval": "{{interval}}", "seed": 8, "hosts": [ { "name": "a", {{host}} "machines": [
                { "name": "web", "count": 3, "memory": "64 MiB", "guest": { "kernel": "4 MiB" }, "workloads": [
                  { "kind": "uniform", "memory": "50 MiB", "accessesPerSecond": "10000/s", "writeShare": "30 %" } ] } ] },
              { "name": "b", "memory": "512 MiB", "machines": [ { "name": "rest", "memory": "64 MiB", "guest": { "kernel": "8 MiB" } } ] } ],
              "links": [ { "between": ["a", "b"], "bitsPerSecond": "1 Gbps", "roundTrip": "200 us" } ],
              "actions": [ {{action}} ] }
            """));
        ScenarioResult result = runner.Run(cancellation: TestContext.Current.CancellationToken);
        Assert.Null(result.Fault);
        return result;
    }
}
