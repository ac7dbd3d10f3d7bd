using PageEngine.TestSupport;

namespace PageEngine.Simulation.Tests;

public sealed class ScenarioReaderTests
{
    [Fact]
    public void X()
    {
        File.WriteAllText("/tmp/scenario-schema.json", ScenarioSchema.Text);
        ScenarioReading r = ScenarioReader.Read(File.ReadAllBytes(Repository.PathOf("scenarios/consolidation-19-guests.json")), "x");
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join("\n", r.Errors.Select(e => $"{e.Line}:{e.Column}: {e}")));
        TestContext.Current.TestOutputHelper!.WriteLine(r.Scenario?.ToString() ?? "-");
        TestContext.Current.TestOutputHelper!.WriteLine(r.Scenario?.Hosts[0].ToString() ?? "-");
        TestContext.Current.TestOutputHelper!.WriteLine(r.Scenario?.Hosts[0].Machines[^1].ToString() ?? "-");
        TestContext.Current.TestOutputHelper!.WriteLine(r.Scenario?.Hosts[0].Machines[^1].Spec.Workloads[1].ToString() ?? "-");
        Assert.Fail("look");
    }
}
