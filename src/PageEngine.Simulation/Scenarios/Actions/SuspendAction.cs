namespace PageEngine.Simulation;

/// <summary>Writes the memory of a machine to the disk of its host and gives it back.</summary>
/// <remarks>Immutable.</remarks>
public sealed record SuspendAction : MachineAction;
