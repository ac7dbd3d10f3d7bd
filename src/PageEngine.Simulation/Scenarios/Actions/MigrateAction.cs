namespace PageEngine.Simulation;

/// <summary>Begins to move a machine to another host.</summary>
/// <remarks>Immutable.</remarks>
public sealed record MigrateAction : MachineAction
{
    /// <summary>The name of the host that it goes to.</summary>
    public required string To { get; init; }

    /// <summary>The method, with its policy, limits and helpers.</summary>
    public MigrationMethod How { get; init; } = new PreCopy();
}
