using System.Text;

namespace PageEngine.Simulation.Tests;

/// <summary>Scenarios as texts for tests.</summary>
internal static class ScenarioTexts
{
    /// <summary>The smallest scenario that makes sense.</summary>
    internal const string Smallest = """{ "duration": "1 s", "hosts": [ { "name": "h", "memory": "64 MiB" } ] }""";

    /// <summary>A scenario with one host of one machine, into which a test writes more.</summary>
    internal static string With(string machine = "", string host = "", string root = "", string guest = "") =>
        $$"""
        { "duration": "1 s", {{root}}
          "hosts": [ { "name": "h", "memory": "64 MiB", {{host}}
            "machines": [ { "name": "m", "memory": "16 MiB", "guest": { "kernel": "1 MiB", {{guest}} }, {{machine}} } ] } ] }
        """;

    internal static ScenarioReading Read(string text, IScenarioFiles? files = null) =>
        ScenarioReader.Read(Encoding.UTF8.GetBytes(text), "test", files);

    /// <summary>A scenario that is right.</summary>
    internal static Scenario ReadRight(string text)
    {
        ScenarioReading reading = Read(text);
        Assert.Equal("", string.Join('\n', reading.Errors.Select(Line)));
        return reading.Scenario!;
    }

    /// <summary>An error as a line: place, path, reason.</summary>
    internal static string Line(ScenarioError error) => $"{error.Line}:{error.Column}: {error}";
}
