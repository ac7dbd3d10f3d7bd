namespace PageEngine.Simulation;

/// <summary>The number of a host, a machine or a device in its simulation; 0 is the simulation itself.</summary>
/// <param name="Value">The number, from 0, never given twice in one simulation.</param>
public readonly record struct EntityId(int Value);
