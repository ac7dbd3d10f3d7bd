namespace PageEngine.Simulation;

/// <summary>Stops the processors of a machine; its memory is kept.</summary>
/// <remarks>Immutable.</remarks>
public sealed record PauseAction : MachineAction;
