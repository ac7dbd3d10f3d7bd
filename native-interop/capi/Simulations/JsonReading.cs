using System.Text;
using PageEngine.Simulation;

namespace PageEngine.CApi;

/// <summary>Hosts and machines in the words of a scenario.</summary>
internal static class JsonReading
{
    // What stands around the part; a line of its own, so that lines of the part are one less than those of the whole.
    private const string BeforeHost = """{ "name": "part", "duration": "1 s", "hosts": [""";
    private const string BehindHost = "] }";
    private const string BeforeMachine =
        """{ "name": "part", "duration": "1 s", "hosts": [ { "name": "host", "memory": "8 TiB", "machines": [""";
    private const string BehindMachine = "] } ] }";

    /// <summary>Reads a host without machines.</summary>
    /// <exception cref="CallException">The text is no host; the reason has line and column.</exception>
    internal static HostSpec ReadHost(string json)
    {
        Scenario scenario = Read(BeforeHost, json, BehindHost);
        return scenario.Hosts is [{ Machines.Count: 0 } host]
            ? host.Spec : throw new CallException(Status.Argument, "the text is not one host without machines");
    }

    /// <summary>Reads a machine.</summary>
    /// <exception cref="CallException">The text is no machine; the reason has line and column.</exception>
    internal static VmSpec ReadMachine(string json)
    {
        Scenario scenario = Read(BeforeMachine, json, BehindMachine);
        return scenario.Hosts is [{ Machines: [var machine] }]
            ? machine.Spec : throw new CallException(Status.Argument, "the text is not one machine");
    }

    private static Scenario Read(string before, string json, string behind)
    {
        ScenarioReading reading = ScenarioReader.Read(Encoding.UTF8.GetBytes($"{before}\n{json}\n{behind}"), "part");
        if (reading.Scenario is { } scenario)
        {
            return scenario;
        }

        ScenarioError error = reading.Errors[0];
        throw new CallException(Status.Argument, $"line {error.Line - 1}, column {error.Column}: {error}");
    }
}
