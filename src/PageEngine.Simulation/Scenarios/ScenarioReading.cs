namespace PageEngine.Simulation;

/// <summary>What came of reading a scenario: the scenario, or everything that is wrong with it.</summary>
/// <remarks>Immutable.</remarks>
public sealed record ScenarioReading
{
    /// <summary>The scenario; null when anything is wrong.</summary>
    public Scenario? Scenario { get; init; }

    /// <summary>What is wrong, in the order of the text; empty when nothing is.</summary>
    /// <remarks>
    /// A text that is no JSON has one error, where it ceases to be JSON. After 200 errors the rest is left out.
    /// </remarks>
    public IReadOnlyList<ScenarioError> Errors { get; init; } = [];

    /// <summary>What the reader did without: parts of page traces that make no sense.</summary>
    public IReadOnlyList<ScenarioError> Warnings { get; init; } = [];
}
