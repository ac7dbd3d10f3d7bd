namespace PageEngine.Simulation;

/// <summary>Something that a scenario asked for and that was not done.</summary>
/// <param name="Time">When it was asked for.</param>
/// <param name="Action">What: <c>start</c>, <c>pause</c> and so on.</param>
/// <param name="Machine">The machine.</param>
/// <param name="Refusal">Why not.</param>
public sealed record ScenarioRefusal(SimTime Time, string Action, string Machine, Refusal Refusal);
