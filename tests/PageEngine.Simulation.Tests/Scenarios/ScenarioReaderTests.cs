using System.Text;

namespace PageEngine.Simulation.Tests;

public sealed class ScenarioReaderTests
{
    [Fact]
    public void What_is_left_out_is_what_the_specs_say_themselves()
    {
        Scenario scenario = ScenarioTexts.ReadRight("""
            { "duration": "90 s", "hosts": [ {
                "name": "h", "memory": "1 GiB", "reclaim": {}, "sharing": {},
                "machines": [ { "name": "m", "memory": "512 MiB", "workloads": [ { "kind": "pageCache" } ] } ] } ] }
            """);
        Assert.Equal(("test", 0UL, SimTime.FromSeconds(90), SimTime.FromSeconds(1)), (scenario.Name, scenario.Seed, scenario.Duration, scenario.SampleInterval));
        ScenarioHost host = Assert.Single(scenario.Hosts);
        Assert.Equal(new HostSpec("h", ByteSize.FromGiB(1)), host.Spec);
        ScenarioMachine machine = Assert.Single(host.Machines);
        Assert.Equal(SimTime.Zero, machine.Start);
        Assert.Equal([new PageCacheWorkload()], machine.Spec.Workloads);
        Assert.Equal((0, 0, 0), (machine.Spec.Disks.Count, machine.Spec.Devices.Count, machine.Spec.Connections.Count));
        Assert.Equal(
            $"{WithoutLists(new VmSpec("m", ByteSize.FromMiB(512)))}", $"{WithoutLists(machine.Spec)}");
        static VmSpec WithoutLists(VmSpec spec) => spec with { Workloads = null!, Disks = null!, Devices = null!, Connections = null! };
    }

    [Fact]
    public void What_is_written_counts()
    {
        Scenario scenario = ScenarioTexts.ReadRight("""
            // A comment, and a comma too many at every end.
            { "$schema": "schema.json", "name": "all", "description": "words", "seed": 18446744073709551615,
              "duration": "1.5 min", "sampleInterval": "250 ms",
              "hosts": [ {
                "name": "h", "memory": "48 GiB", "depth": "rate", "reserved": "1 GiB", "nic": { "bitsPerSecond": "25 Gbps" },
                "swap": { "size": "64 GiB", "device": { "preset": "nvme", "writeFailureRate": "0.1 %" }, "readAheadPages": 8 },
                "disk": "hardDisk",
                "reclaim": { "states": "minFree", "idleTax": 0.5, "compression": { "cacheShare": "20 %" }, "victims": "clock" },
                "sharing": { "enabled": true, "scope": "zeroPagesOnly", "pagesPerSecond": 5000 },
                "machines": [
                  { "name": "a", "memory": "4 GiB", "limit": "3 GiB", "shares": 7, "start": null, "balloon": { "behaviour": "lies" },
                    "asyncFaults": {}, "workloads": [ { "kind": "mixed", "parts": [
                      { "workload": { "kind": "idle", "interval": "2 s" }, "weight": 3, "memoryShare": "25 %" } ] } ] },
                  { "name": "b", "count": 3, "memory": "4 GiB", "start": "10 s", "startEvery": "5 s" }, ] } ],
              "actions": [
                { "do": "balloon", "at": "40 s", "machine": "b-*", "target": "1 GiB" },
                { "at": "30 s", "do": "start", "machine": "a" }, ], }
            """);
        HostSpec host = scenario.Hosts[0].Spec;
        Assert.Equal((MemoryDepth.Rate, StorageSpec.HardDisk, 25_000_000_000), (host.Depth, host.Disk, host.Nic.BitsPerSecond));
        Assert.Equal(StorageSpec.Nvme with { WriteFailureRate = 0.001 }, host.Swap!.Device);
        Assert.Equal(new ReclaimSpec { States = MemoryStateKind.MinFree, IdleTax = 0.5, Compression = new() { CacheShare = 0.2 }, Victims = VictimPolicyKind.Clock }, host.Reclaim);
        Assert.Equal((SharingScope.ZeroPagesOnly, 5000), (host.Sharing.Scope, host.Sharing.PagesPerSecond));
        IReadOnlyList<ScenarioMachine> machines = scenario.Hosts[0].Machines;
        Assert.Equal(["a", "b-1", "b-2", "b-3"], machines.Select(machine => machine.Spec.Name));
        Assert.Equal([null, 10, 15, 20], machines.Select(machine => machine.Start?.TotalSeconds));
        Assert.Equal((ByteSize.FromGiB(3), 7L, BalloonBehaviour.Lies), (machines[0].Spec.Limit, machines[0].Spec.Shares, machines[0].Spec.Balloon.Behaviour));
        WorkloadPart part = Assert.Single(Assert.IsType<MixedWorkload>(machines[0].Spec.Workloads[0]).Parts);
        Assert.Equal((new IdleWorkload { Interval = SimTime.FromSeconds(2) }, 3, 0.25), (part.Workload, part.Weight, part.MemoryShare!.Value));
        Assert.Equal(
            [
                new StartAction { At = SimTime.FromSeconds(30), Machine = "a" },
                new BalloonAction { At = SimTime.FromSeconds(40), Machine = "b-*", Target = ByteSize.FromGiB(1) },
            ],
            scenario.Actions);
        Assert.Equal((ulong.MaxValue, "words"), (scenario.Seed, scenario.Description));
    }

    [Fact]
    public void A_template_counts_where_nothing_is_said()
    {
        Scenario scenario = ScenarioTexts.ReadRight("""
            { "duration": "1 s",
              "templates": { "web": { "memory": "1 GiB", "vcpus": 4, "guest": { "kernel": "64 MiB", "image": "debian" },
                                      "workloads": [ { "kind": "idle" } ] } },
              "hostTemplates": { "small": { "memory": "8 GiB", "swap": { "size": "8 GiB" }, "reclaim": { "idleTax": 0.1, "balloon": false },
                                            "machines": [ { "template": "web", "name": "shared" } ] } },
              "hosts": [
                { "name": "a", "template": "small", "reclaim": { "balloon": true } },
                { "name": "b", "template": "small", "memory": "16 GiB", "machines": [
                  { "name": "x", "template": "web", "memory": "2 GiB", "guest": { "image": "fedora" }, "workloads": [] } ] } ] }
            """);
        HostSpec a = scenario.Hosts[0].Spec;
        HostSpec b = scenario.Hosts[1].Spec;
        Assert.Equal((ByteSize.FromGiB(8), true, 0.1), (a.Memory, a.Reclaim.Balloon, a.Reclaim.IdleTax));
        Assert.Equal((ByteSize.FromGiB(16), false), (b.Memory, b.Reclaim.Balloon));
        Assert.Equal("shared", Assert.Single(scenario.Hosts[0].Machines).Spec.Name);
        VmSpec x = Assert.Single(scenario.Hosts[1].Machines).Spec;
        Assert.Equal((ByteSize.FromGiB(2), 4, "fedora", ByteSize.FromMiB(64)), (x.Memory, x.Vcpus, x.Guest.Image, x.Guest.Kernel));
        Assert.Empty(x.Workloads);
    }

    [Fact]
    public void An_error_in_a_template_is_said_once_and_where_it_is()
    {
        ScenarioReading reading = ScenarioTexts.Read("""
            { "duration": "1 s",
              "templates": { "web": { "memory": "1 GiB",
                "balloon": { "cap": "150 %" } } },
              "hosts": [ { "name": "a", "memory": "4 GiB", "machines": [
                { "name": "x", "template": "web", "count": 2 }, { "name": "y", "template": "web" } ] } ] }
            """);
        Assert.Equal(["3:25: templates.web.balloon.cap is 1.5, but must be 0 to 1"], reading.Errors.Select(ScenarioTexts.Line));
    }

    [Fact]
    public void A_stream_is_read_like_its_bytes_and_an_endless_one_is_refused()
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(ScenarioTexts.Smallest));
        Assert.Equal("x", ScenarioReader.Read(stream, "x").Scenario!.Name);
        byte[] marked = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(ScenarioTexts.Smallest)];
        Assert.NotNull(ScenarioReader.Read(marked, "x").Scenario);
        using EndlessStream endless = new();
        Assert.Equal("the text has more than 4194304 bytes", Assert.Single(ScenarioReader.Read(endless, "x").Errors).ToString());
    }

    [Fact]
    public void More_errors_than_anybody_mends_are_cut_off()
    {
        string machines = string.Concat(Enumerable.Range(0, 1000).Select(i => $"{{ \"name\": \"m{i}\", \"memory\": {i} }},"));
        ScenarioReading reading = ScenarioTexts.Read($$"""{ "duration": "1 s", "hosts": [ { "name": "h", "memory": "1 GiB", "machines": [ {{machines}} ] } ] }""");
        Assert.Equal(200, reading.Errors.Count);
        Assert.Null(reading.Scenario);
    }

    [Fact]
    public void A_template_does_not_make_a_small_text_a_very_large_scenario()
    {
        string workloads = string.Concat(Enumerable.Repeat("""{ "kind": "idle" },""", 5000));
        string machines = string.Concat(Enumerable.Range(0, 200).Select(i => $"{{ \"name\": \"m{i}\", \"template\": \"t\" }},"));
        ScenarioReading reading = ScenarioTexts.Read($$"""
            { "duration": "1 s", "templates": { "t": { "memory": "1 GiB", "workloads": [ {{workloads}} ] } },
              "hosts": [ { "name": "h", "memory": "1 GiB", "machines": [ {{machines}} ] } ] }
            """);
        Assert.Contains(reading.Errors, error => error.Reason.StartsWith("makes the scenario too large", StringComparison.Ordinal));
    }

    private sealed class EndlessStream : MemoryStream
    {
        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)' ');
            return buffer.Length;
        }
    }
}
