namespace PageEngine.Simulation;

/// <summary>Something that is done with one machine, or with several.</summary>
/// <remarks>Immutable.</remarks>
public abstract record MachineAction : ScenarioAction
{
    /// <summary>The machine, or several: <c>web-*</c> is every machine whose name begins with <c>web-</c>.</summary>
    public required string Machine { get; init; }

    /// <summary>Whether a machine is meant.</summary>
    /// <param name="name">The name of the machine.</param>
    public bool Concerns(string name) =>
        Machine.EndsWith('*')
            ? name.StartsWith(Machine[..^1], StringComparison.Ordinal)
            : name.Equals(Machine, StringComparison.Ordinal);
}
