namespace PageEngine.Simulation;

/// <summary>Calls the move of a machine off; it runs on where it was.</summary>
/// <remarks>Immutable.</remarks>
public sealed record CallOffAction : MachineAction;
