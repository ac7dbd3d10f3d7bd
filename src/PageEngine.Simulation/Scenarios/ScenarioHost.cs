namespace PageEngine.Simulation;

/// <summary>A host of a scenario.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="Spec">What the host is.</param>
public sealed record ScenarioHost(HostSpec Spec)
{
    /// <summary>The machines on it, in the order in which they start when they start at one time.</summary>
    public IReadOnlyList<ScenarioMachine> Machines { get; init; } = [];
}
