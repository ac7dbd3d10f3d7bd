namespace PageEngine.Simulation;

/// <summary>A simulation to run: hosts, the machines on them, and what is done with them when.</summary>
/// <remarks>
/// Immutable. <see cref="ScenarioReader"/> makes one from JSON, with all that repeats written out;
/// <see cref="ScenarioRunner"/> runs it.
/// </remarks>
/// <param name="Name">The name.</param>
public sealed record Scenario(string Name)
{
    /// <summary>What the scenario shows.</summary>
    public string Description { get; init; } = "";

    /// <summary>The seed of every random stream.</summary>
    public ulong Seed { get; init; }

    /// <summary>How long it runs in simulated time, above 0.</summary>
    public SimTime Duration { get; init; } = SimTime.FromSeconds(60);

    /// <summary>The time between two samples of the series, above 0.</summary>
    public SimTime SampleInterval { get; init; } = SimTime.FromSeconds(1);

    /// <summary>The hosts.</summary>
    public IReadOnlyList<ScenarioHost> Hosts { get; init; } = [];

    /// <summary>
    /// The links between hosts; without one, hosts reach each other through their network cards alone.
    /// </summary>
    public IReadOnlyList<ScenarioLink> Links { get; init; } = [];

    /// <summary>What is done, by the time at which it is done; what has one time is in order.</summary>
    public IReadOnlyList<ScenarioAction> Actions { get; init; } = [];

    /// <summary>Whether it moves machines between hosts, or tries to.</summary>
    public bool MovesMachines => Actions.Any(static action => action is MigrateAction or PlanAction);
}
