using PageEngine.Migration;

namespace PageEngine.Simulation.Tests.MigrationTests;

/// <summary>Plans: their order, what they expect, and what comes of them.</summary>
public sealed class PlannerTests
{
    private const ulong Pages = 25_600;

    [Fact]
    public void Two_machines_that_do_not_write_share_a_link_and_take_as_long_as_one_after_the_other()
    {
        MigrationPlan plan = Plan(parallel: 2, writesPerSecond: 0);
        double seconds = 2 * Pages * (Page.Size + 8) / 1.25e8;
        Assert.Equal(seconds, plan.Makespan.TotalSeconds, 0.05);
        Assert.Equal(2UL * Pages * (Page.Size + 8), plan.Bytes, 1_000_000UL);
        Assert.All(plan.Moves, static move => Assert.True(move.Expected.Converges));
    }

    [Fact]
    public void Machines_that_write_move_one_after_the_other_when_they_share_a_link_and_together_when_they_do_not()
    {
        MigrationPlan shared = Plan(parallel: 2, writesPerSecond: 4000);
        Assert.Equal((1, SimTime.Zero), (shared.Parallel, shared.Moves[0].Begin));
        Assert.Equal(shared.Moves[0].Expected.TotalTime, shared.Moves[1].Begin);
        MigrationPlan apart = Plan(parallel: 2, writesPerSecond: 4000, to: ["b", "c"]);
        Assert.Equal((2, SimTime.Zero), (apart.Parallel, apart.Moves[1].Begin));
        Assert.True(apart.Makespan.TotalSeconds < shared.Makespan.TotalSeconds * 0.6);
    }

    [Fact]
    public void The_longest_move_begins_first_and_no_host_has_more_than_its_moves_at_a_time()
    {
        FleetMachine[] machines = [.. Enumerable.Range(1, 5).Select(i => PlacementTests.Machine($"m{i}", "a", (ulong)(20 * i)))];
        Fleet fleet = PlacementTests.Fleet(["a", "b", "c"], machines);
        Placement placement = new(MoveTrigger.Command, [.. machines.Select(static machine => new PlacedMove(machine, "b"))], []);
        MigrationPlan plan = MigrationPlanner.Plan(fleet, placement, new PlanOptions { Parallel = 4, ParallelPerHost = 1 });
        Assert.Equal(["m5", "m4", "m3", "m2", "m1"], plan.Moves.Select(static move => move.Machine));
        for (int i = 1; i < plan.Moves.Count; i++)
        {
            PlannedMove before = plan.Moves[i - 1];
            Assert.True(plan.Moves[i].Begin >= before.Begin + before.Expected.TotalTime - new SimTime(2), $"{before} {plan.Moves[i]}");
        }
    }

    [Fact]
    public void Machines_that_wait_for_each_others_room_are_refused_and_a_move_waits_for_room_that_comes()
    {
        Fleet fleet = PlacementTests.Fleet(["a", "b"], PlacementTests.Machine("left", "a", 600), PlacementTests.Machine("right", "b", 600));
        Placement swap = new(MoveTrigger.Command, [new(fleet.Machines[0], "b"), new(fleet.Machines[1], "a")], []);
        MigrationPlan stuck = MigrationPlanner.Plan(fleet, swap, new PlanOptions { Headroom = 0 });
        Assert.Empty(stuck.Moves);
        Assert.Equal([("left", RefusalReason.NoMemory), ("right", RefusalReason.NoMemory)], stuck.Refusals.Select(static refusal => (refusal.Machine, refusal.Refusal.Reason)));
        Fleet ring = PlacementTests.Fleet(["a", "b", "c"], PlacementTests.Machine("left", "a", 600), PlacementTests.Machine("right", "b", 600));
        Placement chain = new(MoveTrigger.Command, [new(ring.Machines[0], "b"), new(ring.Machines[1], "c")], []);
        MigrationPlan plan = MigrationPlanner.Plan(ring, chain, new PlanOptions { Headroom = 0 });
        Assert.Equal(["right", "left"], plan.Moves.Select(static move => move.Machine));
        Assert.True(plan.Moves[1].Begin >= plan.Moves[0].Expected.TotalTime);
    }

    [Fact]
    public void A_move_that_will_not_converge_is_said_to_with_advice_and_post_copy_always_ends()
    {
        MigrationPlan plan = Plan(parallel: 1, writesPerSecond: 200_000, how: new PreCopy());
        Assert.All(plan.Moves, static move => Assert.False(move.Expected.Converges));
        Assert.All(plan.Moves, static move => Assert.NotEmpty(move.Expected.Advice));
        MigrationPlan post = Plan(parallel: 1, writesPerSecond: 200_000, how: new PostCopy());
        Assert.All(post.Moves, static move => Assert.True(move.Expected is { Converges: true, Downtime.TotalSeconds: < 0.1 }));
        MigrationPlan stop = Plan(parallel: 1, writesPerSecond: 200_000, how: new StopAndCopy());
        Assert.All(stop.Moves, static move => Assert.Equal(move.Expected.TotalTime.TotalSeconds, move.Expected.Downtime.TotalSeconds, 0.01));
    }

    [Fact]
    public void A_plan_with_nothing_to_do_is_empty_and_options_are_checked()
    {
        Fleet fleet = PlacementTests.Fleet(["a", "b"]);
        MigrationPlan plan = MigrationPlanner.Plan(fleet, Placements.Evacuate(fleet, "a"));
        Assert.Equal((0, SimTime.Zero), (plan.Moves.Count, plan.Makespan));
        Placement none = Placements.Evacuate(fleet, "a");
        Assert.Throws<ArgumentOutOfRangeException>(() => MigrationPlanner.Plan(fleet, none, new PlanOptions { Parallel = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => MigrationPlanner.Plan(fleet, none, new PlanOptions { Headroom = 2 }));
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(20_000)]
    public void A_measured_machine_writes_as_it_does(double writesPerSecond)
    {
        using TwoHosts hosts = new();
        hosts.Start(TwoHosts.Spec(writesPerSecond: writesPerSecond), seconds: 3);
        using FleetMeasurement measurement = new(hosts.Simulation);
        foreach (double step in new[] { 0.1, 0.15, 0.25, 0.5 })
        {
            hosts.Advance(step);
            measurement.Look();
        }

        FleetMachine machine = Assert.Single(measurement.ToFleet().Machines);
        UniformDirtyModel truth = new(TwoHosts.MachinePages / 2, writesPerSecond);
        Assert.InRange(machine.BusyCpus, 0.9, 1.1);
        foreach (double seconds in new[] { 0.1, 0.5, 1, 2, 8 })
        {
            double expected = truth.DistinctPagesAfter(seconds);
            Assert.True(Math.Abs(machine.Writer!.DistinctPagesIn(0, seconds) - expected) < 0.08 * expected, $"{machine.Writer.DistinctPagesIn(0, seconds)} for {expected} in {seconds} s");
        }
    }

    [Fact]
    public void A_machine_that_goes_while_it_is_measured_is_not_in_the_fleet_and_one_that_moved_is_where_it_is()
    {
        using TwoHosts hosts = new();
        hosts.Start(TwoHosts.Spec());
        VirtualMachine gone = hosts.A.Start(TwoHosts.Spec("gone", pages: 1024));
        VirtualMachine stopped = hosts.A.Start(TwoHosts.Spec("stopped", pages: 1024));
        hosts.Advance(1);
        using FleetMeasurement measurement = new(hosts.Simulation);
        gone.Stop();
        gone.Destroy();
        stopped.Stop();
        hosts.Finish(hosts.Move(new StopAndCopy()));
        measurement.Look();
        Fleet fleet = measurement.ToFleet();
        Assert.Equal([("machine", "b", false), ("stopped", "a", true)], fleet.Machines.Select(static machine => (machine.Name, machine.Host, machine.IsOff)));
        Assert.All(fleet.Machines, static machine => Assert.Null(machine.Writer));
    }

    [Fact]
    public void A_plan_is_carried_out_and_comes_as_it_was_expected()
    {
        NicSpec card = new() { BitsPerSecond = 1_000_000_000 };
        using TwoHosts hosts = new(first: TwoHosts.Host("a", 256) with { Nic = card }, second: TwoHosts.Host("b", 256) with { Nic = card });
        hosts.Start(TwoHosts.Spec("one", 6_000, 8192));
        hosts.A.Start(TwoHosts.Spec("two", 3_000, 8192));
        hosts.A.Define(TwoHosts.Spec("off"));
        hosts.Advance(4);
        using FleetMeasurement measurement = new(hosts.Simulation);
        hosts.Advance(0.5);
        measurement.Look();
        hosts.Advance(0.5);
        measurement.Look();
        Fleet fleet = measurement.ToFleet();
        MigrationPlan plan = MigrationPlanner.Plan(fleet, Placements.Evacuate(fleet, "a", 0.05), new PlanOptions { Parallel = 3 });
        Assert.Equal(3, plan.Moves.Count);
        MigrationPlanRun run = new(hosts.Simulation, plan);
        while (!run.IsOver)
        {
            run.Continue();
            Assert.True(run.Steps.Count(static step => step.Move is { IsOver: false }) <= plan.Parallel);
            hosts.Simulation.AdvanceTo(hosts.Simulation.Now + SimTime.FromSeconds(60), new StepOptions { StopOn = MigrationPlanRun.Watched });
        }

        Assert.Empty(hosts.A.VirtualMachines);
        Assert.Equal(3, hosts.B.VirtualMachines.Count);
        foreach (PlanStep step in run.Steps)
        {
            Assert.Equal(MigrationStage.Completed, step.Move!.Stage);
            Near(step.Planned.Expected.TotalTime, step.Move.Report.TotalTime, 0.25, step.Planned.Machine);
        }

        Near(plan.Makespan, run.Makespan, 0.15, "all");

        static void Near(SimTime expected, SimTime came, double part, string what) => Assert.True(
            Math.Abs((came - expected).TotalSeconds) < Math.Max(part * expected.TotalSeconds, 0.01), $"{what}: {expected} expected, {came} taken");
    }

    private static MigrationPlan Plan(int parallel, double writesPerSecond, string[]? to = null, MigrationMethod? how = null)
    {
        FleetMachine Make(string name) => new(name, "a", new MemoryClaim { SizePages = Pages })
        {
            UsedPages = Pages,
            ResidentPages = Pages,
            Writer = writesPerSecond == 0 ? null : new UniformDirtyModel(Pages / 2, writesPerSecond),
        };
        FleetHost HostOf(string name, ulong free) => new(name, new AdmissionOptions { HostPages = Pages * 3 }, free) { CardBytesPerSecond = 1e9 };
        LinkSpec link = new() { BitsPerSecond = 1_000_000_000 };
        Fleet fleet = new(
            [HostOf("a", Pages), HostOf("b", Pages * 3), HostOf("c", Pages * 3)], [Make("m1"), Make("m2")],
            [new FleetLink("a", "b", link), new FleetLink("c", "a", link)]);
        string[] places = to ?? ["b", "b"];
        Placement placement = new(MoveTrigger.Command, [.. fleet.Machines.Select((machine, i) => new PlacedMove(machine, places[i]))], []);
        return MigrationPlanner.Plan(fleet, placement, new PlanOptions { Parallel = parallel, How = how ?? new PreCopy { Policy = StopPolicyKind.Drain } });
    }
}
