namespace PageEngine.Simulation;

/// <summary>Starts a machine that is defined, stopped or crashed.</summary>
/// <remarks>Immutable.</remarks>
public sealed record StartAction : MachineAction;
