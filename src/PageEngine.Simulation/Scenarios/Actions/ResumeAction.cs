namespace PageEngine.Simulation;

/// <summary>Lets a machine go on that is paused or suspended to disk.</summary>
/// <remarks>Immutable.</remarks>
public sealed record ResumeAction : MachineAction;
