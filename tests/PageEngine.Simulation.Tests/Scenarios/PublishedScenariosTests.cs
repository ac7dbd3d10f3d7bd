using PageEngine.TestSupport;

namespace PageEngine.Simulation.Tests.Scenarios;

/// <summary>The scenarios of the repository: each runs, and shows what its description says.</summary>
public sealed class PublishedScenariosTests
{
    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Repository.PathOf("scenarios"), "*.json")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => name != "schema")
            .Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_scenario_is_read_without_errors_and_bears_the_name_of_its_file(string name)
    {
        ScenarioReading reading = Read(name);
        Assert.Empty(reading.Errors);
        Assert.Empty(reading.Warnings);
        Assert.Equal(name, reading.Scenario!.Name);
        Assert.NotEmpty(reading.Scenario.Description);
    }

    [Fact]
    public void Async_faults_double_the_work_that_is_done_beside_faults()
    {
        using ScenarioRunner run = Run("async-faults");
        double with = Machine(run, "with").WorkOf(1);
        double without = Machine(run, "without").WorkOf(1);
        Assert.InRange(with / without, 1.8, 2.2);
    }

    [Fact]
    public void Balloons_let_guests_work_more_than_swap_does()
    {
        using ScenarioRunner run = Run("balloon-vs-swap");
        double balloon = Host(run, "ballooning").VirtualMachines.Sum(machine => (double)machine.Counters.Accesses);
        double swap = Host(run, "swapping").VirtualMachines.Sum(machine => (double)machine.Counters.Accesses);
        Assert.True(balloon > swap * 1.05, $"{balloon} accesses with balloons, {swap} without");
        Assert.True(Host(run, "ballooning").Measure().BalloonedPages > 0);
        Assert.True(Host(run, "ballooning").Measure().SwapIns < Host(run, "swapping").Measure().SwapIns / 2);
    }

    [Fact]
    public void A_boot_storm_swaps_little_when_pages_are_shared_first()
    {
        using ScenarioRunner run = Run("boot-storm");
        ulong shared = Host(run, "sharing-first").Measure().SwappedPages;
        ulong swapped = Host(run, "swapping-only").Measure().SwappedPages;
        Assert.True(shared < swapped / 5, $"{shared} pages are swapped where zeros are found, {swapped} elsewhere");
    }

    [Fact]
    public void Double_paging_is_gone_when_guest_and_host_talk()
    {
        using ScenarioRunner run = Run("double-paging");
        ulong unaware = Machine(run, "unaware-guest").Counters.DoublePaging;
        ulong aware = Machine(run, "aware-guest").Counters.DoublePaging;
        Assert.True(unaware > 1000 && aware < unaware / 20, $"{unaware} pages unaware, {aware} aware");
    }

    [Fact]
    public void A_tax_on_idle_memory_moves_it_to_who_works()
    {
        using ScenarioRunner run = Run("idle-tax", until: SimTime.FromSeconds(120));
        double untaxed = Machine(run, "busy-untaxed").Measure().EntitlementPages;
        double taxed = Machine(run, "busy-taxed").Measure().EntitlementPages;
        Assert.True(taxed > untaxed * 1.2, $"entitled to {taxed} pages with the tax, {untaxed} without");
        Assert.True(Machine(run, "busy-taxed").Counters.Accesses > Machine(run, "busy-untaxed").Counters.Accesses);
    }

    [Fact]
    public void A_host_is_evacuated_as_its_plan_expected()
    {
        using ScenarioRunner runner = new(Read("evacuate-host").Scenario!);
        ScenarioResult result = runner.Run(cancellation: TestContext.Current.CancellationToken);
        PlanSummary plan = Assert.Single(result.Plans);
        Assert.Equal((8, 8, true), (plan.Plan.Moves.Count, plan.Completed, plan.IsOver));
        Assert.InRange(plan.Makespan.TotalSeconds / plan.Plan.Makespan.TotalSeconds, 0.85, 1.2);
        Assert.InRange(result.Migrations.Sum(static move => (double)move.Report.Bytes) / plan.Plan.Bytes, 0.85, 1.2);
        Assert.DoesNotContain("a", result.Guests.Select(static guest => guest.Last.Host));
    }

    [Fact]
    public void Ways_to_move_a_web_server_differ_as_they_should()
    {
        Scenario scenario = Read("migrate-web").Scenario!;
        MigrateAction move = scenario.Actions.OfType<MigrateAction>().Single();
        using MigrationComparison comparison = new(scenario, move, cancellation: TestContext.Current.CancellationToken);
        MigrationTrial stop = Try(move.How.As<StopAndCopy>());
        MigrationTrial pre = Try(move.How);
        MigrationTrial post = Try(move.How.As<PostCopy>());
        Assert.True(pre.Report!.Downtime.Total <= SimTime.FromMilliseconds(300), $"{pre.Report.Downtime.Total} down by pre-copy");
        Assert.True(stop.Report!.Downtime.Total > SimTime.FromSeconds(2), $"{stop.Report.Downtime.Total} down by stop-and-copy");
        Assert.True(post.Report!.Downtime.Total < SimTime.FromMilliseconds(10), $"{post.Report.Downtime.Total} down by post-copy");
        Assert.True(pre.Report.Bytes > post.Report.Bytes, "pre-copy sends pages again");
        Assert.True(post.GuestTimeLost < stop.GuestTimeLost && pre.GuestTimeLost < post.GuestTimeLost);

        MigrationTrial Try(MigrationMethod method)
        {
            MigrationTrial trial = comparison.Run("", method, TestContext.Current.CancellationToken);
            Assert.True(trial.Succeeded, trial.FailureReason);
            return trial;
        }
    }

    [Fact]
    public void Isolation_costs_what_is_not_shared()
    {
        using ScenarioRunner run = Run("security-domains");
        ulong open = Host(run, "open").Measure().SharingPages;
        ulong groups = Host(run, "groups").Measure().SharingPages;
        ulong secure = Host(run, "secure").Measure().SharingPages;
        Assert.True(open > groups && groups > secure, $"{open}, {groups}, {secure} pages saved");
        Assert.Equal(0UL, secure);
    }

    [Fact]
    public void Equal_guests_share_what_is_equal()
    {
        using ScenarioRunner run = Run("sharing-equal-guests");
        HostMeasure host = Host(run, "host").Measure();
        ulong kernel = ByteSize.FromMiB(96).Pages * 7 / 10;
        Assert.True(host.SharingPages > 9 * kernel * 9 / 10, $"{host.SharingPages} pages are saved");
    }

    /// <summary>The full ten minutes take too long here: this is the time in which all 19 start and memory becomes short.</summary>
    [Fact]
    public void The_host_of_19_guests_takes_all_of_them()
    {
        using ScenarioRunner run = Run("consolidation-19-guests", until: SimTime.FromSeconds(90));
        SimulatedHost host = Host(run, "host");
        Assert.Equal(19, host.VirtualMachines.Count(machine => machine.State == VmState.Running));
        HostMeasure measure = host.Measure();
        Assert.True(measure.SharingPages > 0, "no page is shared");
        Assert.True(measure.BalloonedPages > 0, "no balloon is inflated");
        Assert.True(measure.SwapIns > 0, "no page that was swapped out came back");
    }

    private static ScenarioReading Read(string name) =>
        ScenarioReader.Read(File.ReadAllBytes(Repository.PathOf($"scenarios/{name}.json")), name);

    private static ScenarioRunner Run(string name, SimTime? until = null)
    {
        ScenarioRunner runner = new(Read(name).Scenario!, new ScenarioRunnerOptions { Until = until });
        ScenarioResult result = runner.Run(cancellation: TestContext.Current.CancellationToken);
        Assert.Null(result.Fault);
        Assert.Equal(ScenarioEnd.Completed, result.End);
        return runner;
    }

    private static SimulatedHost Host(ScenarioRunner run, string name) => run.Simulation.Hosts.Single(host => host.Name == name);

    private static VirtualMachine Machine(ScenarioRunner run, string name) =>
        run.Simulation.VirtualMachines.Single(machine => machine.Name == name);
}
