namespace PageEngine.Simulation;

/// <summary>A machine and the host that it should go to.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="To">The name of the host.</param>
public readonly record struct PlacedMove(FleetMachine Machine, string To);
