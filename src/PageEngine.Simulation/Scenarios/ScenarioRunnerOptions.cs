namespace PageEngine.Simulation;

/// <summary>How a scenario is run.</summary>
public sealed record ScenarioRunnerOptions
{
    /// <summary>The seed; null for that of the scenario.</summary>
    public ulong? Seed { get; init; }

    /// <summary>When the run ends; null for the scenario's duration.</summary>
    public SimTime? Until { get; init; }

    /// <summary>Is told the simulated time now and then; null for nobody.</summary>
    public IProgress<SimTime>? Progress { get; init; }

    /// <summary>How the simulation runs.</summary>
    public SimulationOptions Simulation { get; init; } = new();
}
