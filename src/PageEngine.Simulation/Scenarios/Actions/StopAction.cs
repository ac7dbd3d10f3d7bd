namespace PageEngine.Simulation;

/// <summary>Stops a machine at once, as if its power was cut; its memory is given back.</summary>
/// <remarks>Immutable.</remarks>
public sealed record StopAction : MachineAction;
