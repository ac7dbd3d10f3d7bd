namespace PageEngine.Simulation;

/// <summary>A virtual machine of a scenario.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="Spec">What the machine is.</param>
public sealed record ScenarioMachine(VmSpec Spec)
{
    /// <summary>When it starts; null when an action starts it, or nobody.</summary>
    public SimTime? Start { get; init; } = SimTime.Zero;
}
