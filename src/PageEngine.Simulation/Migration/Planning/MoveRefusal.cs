namespace PageEngine.Simulation;

/// <summary>A machine that should move and does not.</summary>
/// <param name="Machine">The name of the machine; of a host, when none of its machines moves.</param>
/// <param name="Refusal">Why not.</param>
public sealed record MoveRefusal(string Machine, Refusal Refusal);
