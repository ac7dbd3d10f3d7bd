namespace PageEngine.Simulation;

/// <summary>Stops the processors, sends the whole memory, and lets them run on the destination.</summary>
public sealed record StopAndCopy : MigrationMethod;
