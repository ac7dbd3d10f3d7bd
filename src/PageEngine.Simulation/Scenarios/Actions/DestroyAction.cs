namespace PageEngine.Simulation;

/// <summary>Removes a machine for ever; one that runs is stopped first.</summary>
/// <remarks>Immutable.</remarks>
public sealed record DestroyAction : MachineAction;
