namespace PageEngine.Simulation.Tests;

public sealed class ScenarioRunnerTests
{
    /// <summary>
    /// Three machines of 32 MiB that write 24 MiB each, on a host of 64 MiB with everything switched on.
    /// </summary>
    private const string Busy = """
        { "seed": 3, "duration": "4 s", "sampleInterval": "500 ms",
          "hosts": [ { "name": "h", "memory": "64 MiB", "reserved": "2 MiB", "overheadPerVm": "1 MiB",
            "swap": { "size": "128 MiB", "device": "nvme" }, "reclaim": { "compression": {} },
            "sharing": { "enabled": true, "pagesPerSecond": 20000, "beforeSwap": true },
            "machines": [ { "name": "m", "count": 3, "startEvery": "300 ms", "memory": "32 MiB", "vcpus": 2,
              "guest": { "kernel": "2 MiB", "swap": "16 MiB", "image": "debian" },
              "workloads": [ { "kind": "uniform", "memory": "24 MiB", "accessesPerSecond": "20000/s",
                               "content": { "commonShare": "30 %", "zeroShare": "10 %" } } ] } ] } ] }
        """;

    [Fact]
    public void Samples_add_up_and_come_at_their_times()
    {
        Samples samples = new();
        ScenarioResult result = Run(Busy, samples);
        Assert.Equal((ScenarioEnd.Completed, SimTime.FromSeconds(4)), (result.End, result.SimulatedTime));
        Assert.Equal(Enumerable.Range(0, 9).Select(static i => i * 0.5), samples.Hosts.Select(static host => host.Measure.Time.TotalSeconds));
        Assert.Equal(27, samples.Guests.Count);
        Assert.All(samples.Hosts.Select(static host => host.Measure), static host => Assert.Equal(
            host.CapacityPages,
            host.FreePages + host.PrivatePages + host.SharedPages + host.CompressedFrames + host.ReservedPages));
        HostMeasure last = samples.Hosts[^1].Measure;
        List<MachineMeasure> guests = [.. samples.Guests[^3..].Select(static guest => guest.Measure)];
        Assert.Equal(last.SwappedPages, (ulong)guests.Sum(static guest => (long)guest.SwappedPages));
        Assert.Equal(last.BalloonedPages, (ulong)guests.Sum(static guest => (long)guest.BalloonPages));
        Assert.Equal(last.PrivatePages + last.SharedPages + last.SharingPages, (ulong)guests.Sum(static guest => (long)guest.ResidentPages));
        // Of each guest's 8192 pages every second one was looked at.
        Assert.InRange(guests.Sum(static guest => (double)guest.SharedPages) / (last.SharedPages + last.SharingPages), 0.9, 1.1);
        Assert.Equal(5UL << 8, last.ReservedPages);
        Assert.True(last.SharingPages > 0 && last.SwappedPages > 0);
        Assert.Contains(samples.Hosts, static host => host is { FaultsPerSecond: > 0, CpuShare: > 0 and <= 1 });
        Assert.All(samples.Guests, static guest => Assert.InRange(guest.StallShare, 0, 1));
        double work = samples.Guests.Where(static guest => guest.Guest == "m-1").Sum(static guest => guest.WorkPerSecond * 0.5);
        Assert.Equal(result.Guests[0].Work, (ulong)Math.Round(work));
    }

    [Fact]
    public void Looking_more_often_changes_nothing()
    {
        ScenarioResult seldom = Run(Busy.Replace("500 ms", "4 s", StringComparison.Ordinal));
        ScenarioResult often = Run(Busy.Replace("500 ms", "70 ms", StringComparison.Ordinal));
        Assert.Equal((seldom.EventHash, seldom.EventsHandled), (often.EventHash, often.EventsHandled));
        Assert.Equal(often.Hosts[0].WorstState, seldom.Hosts[0].WorstState);
        Assert.True(seldom.Hosts[0].WorstState > seldom.Hosts[0].Last.Measure.State, "the worst state was between the samples");
    }

    [Fact]
    public void The_same_seed_gives_the_same_run_and_another_one_another()
    {
        ScenarioResult first = Run(Busy);
        Assert.Equal(first.EventHash, Run(Busy).EventHash);
        ScenarioResult other = Run(Busy, options: new ScenarioRunnerOptions { Seed = 4 });
        Assert.Equal(4UL, other.Seed);
        Assert.NotEqual(first.EventHash, other.EventHash);
    }

    [Fact]
    public void A_run_ends_where_it_is_told_to()
    {
        Samples samples = new();
        ScenarioResult result = Run(Busy, samples, new ScenarioRunnerOptions { Until = SimTime.FromMilliseconds(1300) });
        Assert.Equal([0, 0.5, 1, 1.3], samples.Hosts.Select(static host => host.Measure.Time.TotalSeconds));
        Assert.Equal(SimTime.FromMilliseconds(1300), result.SimulatedTime);
        using ScenarioRunner runner = new(ScenarioTexts.ReadRight(Busy));
        runner.Run(cancellation: TestContext.Current.CancellationToken);
        Assert.Throws<InvalidOperationException>(() => runner.Run(cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScenarioRunner(ScenarioTexts.ReadRight(Busy), new ScenarioRunnerOptions { Until = SimTime.Zero }));
    }

    [Fact]
    public void A_cancelled_run_says_how_far_it_came()
    {
        using CancellationTokenSource source = new();
        Progress progress = new(time =>
        {
            if (time >= SimTime.FromSeconds(1))
            {
                source.Cancel();
            }
        });
        using ScenarioRunner runner = new(ScenarioTexts.ReadRight(Busy), new ScenarioRunnerOptions { Progress = progress });
        ScenarioResult result = runner.Run(cancellation: source.Token);
        Assert.Equal(ScenarioEnd.Cancelled, result.End);
        Assert.InRange(result.SimulatedTime.TotalSeconds, 1, 2);
        Assert.Equal(result.SimulatedTime, Assert.Single(result.Hosts).Last.Measure.Time);
    }

    [Fact]
    public void Actions_do_what_they_say_at_their_times()
    {
        Samples samples = new();
        ScenarioResult result = Run(
            """
            { "duration": "10 s",
              "hosts": [ { "name": "h", "memory": "256 MiB", "machines": [
                { "name": "a", "memory": "32 MiB", "guest": { "kernel": "1 MiB" } },
                { "name": "b", "memory": "32 MiB", "guest": { "kernel": "1 MiB" } },
                { "name": "late", "memory": "32 MiB", "guest": { "kernel": "1 MiB" }, "start": null } ] } ],
              "actions": [
                { "at": "1 s", "do": "pause", "machine": "*" },
                { "at": "2 s", "do": "resume", "machine": "a" },
                { "at": "2 s", "do": "start", "machine": "late" },
                { "at": "3 s", "do": "suspend", "machine": "a" },
                { "at": "5 s", "do": "resume", "machine": "a" },
                { "at": "5 s", "do": "stop", "machine": "b" },
                { "at": "6 s", "do": "balloon", "machine": "a", "target": "8 MiB" },
                { "at": "8 s", "do": "balloon", "machine": "a" },
                { "at": "8 s", "do": "destroy", "machine": "late" },
                { "at": "9 s", "do": "destroy", "machine": "late" } ] }
            """,
            samples);
        Assert.Equal(
            ["Starting", "Paused", "Running", "Suspending", "Suspended", "Resuming", "Running", "Running", "Running", "Running", "Running"],
            Lives("a"));
        Assert.Equal(
            ["Starting", "Paused", "Paused", "Paused", "Paused", "Stopped", "Stopped", "Stopped", "Stopped", "Stopped", "Stopped"], Lives("b"));
        Assert.Equal(
            ["Defined", "Defined", "Starting", "Running", "Running", "Running", "Running", "Running", "Destroyed", "Destroyed", "Destroyed"],
            Lives("late"));
        MachineMeasure[] a = [.. samples.Guests.Where(static guest => guest.Guest == "a").Select(static guest => guest.Measure)];
        Assert.Equal((2048UL, 2048UL), (a[8].BalloonPages, a[8].BalloonTargetPages));
        Assert.Equal(
            ["late: pause: machine late is Defined and cannot pause", "late: destroy: machine late is destroyed"],
            result.Refusals.Select(static refusal => $"{refusal.Machine}: {refusal.Action}: {refusal.Refusal.Text}"));
        Assert.Equal(VmState.Destroyed, result.Guests[2].Last.Measure.State);

        IEnumerable<string> Lives(string name) =>
            samples.Guests.Where(guest => guest.Guest == name).Select(static guest => guest.Measure.State.ToString());
    }

    [Fact]
    public void A_machine_that_is_not_admitted_is_a_refusal_and_not_a_failure()
    {
        ScenarioResult result = Run("""
            { "duration": "1 s", "hosts": [ { "name": "h", "memory": "100 MiB", "admission": { "rule": "fullSize" },
              "machines": [ { "name": "m", "count": 4, "memory": "32 MiB", "guest": { "kernel": "1 MiB" } } ] } ] }
            """);
        ScenarioRefusal refusal = Assert.Single(result.Refusals);
        Assert.Equal(("start", "m-4", RefusalReason.NotAdmitted), (refusal.Action, refusal.Machine, refusal.Refusal.Reason));
        Assert.Equal(3, result.Guests.Count(static guest => guest.Last.Measure.State == VmState.Running));
    }

    [Fact]
    public void A_host_that_asks_is_answered_with_the_largest_machine()
    {
        Scenario scenario = ScenarioTexts.ReadRight("""
            { "duration": "3 s", "hosts": [ { "name": "h", "memory": "32 MiB", "reclaim": { "balloon": false },
              "machines": [ { "name": "m", "count": 2, "memory": "30 MiB", "guest": { "kernel": "1 MiB" },
                "workloads": [ { "kind": "sequential", "memory": "24 MiB" } ] } ] } ] }
            """);
        HostSpec asks = scenario.Hosts[0].Spec with { OutOfMemory = OutOfMemoryAction.Ask };
        using ScenarioRunner runner = new(scenario with { Hosts = [scenario.Hosts[0] with { Spec = asks }] });
        ScenarioResult result = runner.Run(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(ScenarioEnd.Completed, result.End);
        Assert.Single(result.Guests, static guest => guest.Last.Measure.State == VmState.Crashed);
    }

    [Fact]
    public void A_scenario_that_makes_no_sense_leaves_nothing_behind()
    {
        Scenario scenario = ScenarioTexts.ReadRight(Busy);
        ScenarioHost host = scenario.Hosts[0];
        Assert.Throws<ArgumentException>(() => new ScenarioRunner(scenario with { Hosts = [host, host] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScenarioRunner(scenario with { SampleInterval = SimTime.Zero }));
        Assert.Throws<ArgumentNullException>(() => new ScenarioRunner(null!));
    }

    private static ScenarioResult Run(string text, IScenarioSampler? sampler = null, ScenarioRunnerOptions? options = null)
    {
        options = (options ?? new ScenarioRunnerOptions()) with { Simulation = new SimulationOptions { InvariantInterval = 500 } };
        using ScenarioRunner runner = new(ScenarioTexts.ReadRight(text), options);
        ScenarioResult result = runner.Run(sampler, TestContext.Current.CancellationToken);
        Assert.Null(result.Fault);
        return result;
    }

    private sealed class Samples : IScenarioSampler
    {
        internal List<HostSample> Hosts { get; } = [];

        internal List<GuestSample> Guests { get; } = [];

        public void OnHost(in HostSample sample) => Hosts.Add(sample);

        public void OnGuest(in GuestSample sample) => Guests.Add(sample);
    }

    private sealed class Progress(Action<SimTime> report) : IProgress<SimTime>
    {
        public void Report(SimTime value) => report(value);
    }
}
