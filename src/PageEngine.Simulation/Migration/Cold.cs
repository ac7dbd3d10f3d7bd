namespace PageEngine.Simulation;

/// <summary>Moves a machine that is not switched on: only what describes it moves. Its disks are shared.</summary>
public sealed record Cold : MigrationMethod;
