namespace PageEngine.Simulation;

/// <summary>A move of a plan, and what is expected of it.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="Machine">The name of the machine.</param>
/// <param name="From">The name of the host that it leaves.</param>
/// <param name="To">The name of the host that it goes to.</param>
/// <param name="How">How it moves.</param>
/// <param name="Begin">When it is expected to begin, from the beginning of the plan.</param>
/// <param name="Expected">What it is expected to take beside the moves that are under way at the time.</param>
public sealed record PlannedMove(
    string Machine, string From, string To, MigrationMethod How, SimTime Begin, MoveForecast Expected);
