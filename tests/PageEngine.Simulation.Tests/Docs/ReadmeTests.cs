using PageEngine.TestSupport;

namespace PageEngine.Simulation.Tests.Docs;

/// <summary>The simulated host in README.md: it runs, and it is the one that stands there.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_simulated_host_of_the_README_runs()
    {
        // <simulated-host>
        using Simulation simulation = new(seed: 42);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(256))
        {
            Swap = new SwapSpec(ByteSize.FromMiB(512)),
            Sharing = new SharingSpec { Enabled = true },
        });
        VirtualMachine web = host.Start(new VmSpec("web", ByteSize.FromMiB(192))
        {
            Workload = Workloads.HotCold(accessesPerSecond: 20_000) with { Memory = ByteSize.FromMiB(128) },
        });
        VirtualMachine db = host.Start(new VmSpec("db", ByteSize.FromMiB(192))
        {
            Workload = Workloads.Uniform(accessesPerSecond: 20_000) with { Memory = ByteSize.FromMiB(128) },
        });
        simulation.AdvanceTo(SimTime.FromSeconds(30));               // the embedding program owns the clock
        using Simulation other = simulation.Fork();                  // the same state, on a way of its own
        MachineMeasure measure = db.Measure();                       // resident, ballooned, swapped, faults, work done
        // </simulated-host>

        Assert.Equal((VmState.Running, VmState.Running), (web.State, db.State));
        Assert.True(measure.Accesses > 100_000 && measure.SwappedPages + measure.BalloonPages > 0, measure.ToString());
        Assert.Equal(simulation.EventHash, other.EventHash);
    }

    [Fact]
    public void The_simulated_host_in_the_README_is_the_one_that_is_tested()
    {
        string[] readme = File.ReadAllLines(Repository.PathOf("README.md"));
        string[] tested = Between(
            File.ReadAllLines(Repository.PathOf("tests/PageEngine.Simulation.Tests/Docs/ReadmeTests.cs")),
            "// <simulated-host>",
            "// </simulated-host>");
        string[] documented = Between(
            [.. readme.SkipWhile(line => !line.Contains("Simulation.Tests/Docs/ReadmeTests.cs"))], "```csharp", "```");
        Assert.Equal(tested, documented);
    }

    [Fact]
    public void The_README_names_every_scenario_and_shows_its_picture()
    {
        string readme = File.ReadAllText(Repository.PathOf("README.md"));
        foreach (string path in Directory.GetFiles(Repository.PathOf("scenarios"), "*.json").Where(path => !path.EndsWith("schema.json")))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            Assert.Contains($"`{name}`", readme);
            Assert.Contains($"(docs/pictures/{name}.png)", readme);
            Assert.True(File.Exists(Repository.PathOf($"docs/pictures/{name}.png")), name);
        }
    }

    private static string[] Between(string[] lines, string first, string last) =>
        [.. lines.Select(line => line.Trim()).SkipWhile(line => line != first).Skip(1).TakeWhile(line => line != last)];
}
