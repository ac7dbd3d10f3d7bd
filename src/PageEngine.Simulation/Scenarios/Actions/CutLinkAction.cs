namespace PageEngine.Simulation;

/// <summary>Takes a link down: what is on it is lost, and connections over it break.</summary>
/// <remarks>Immutable.</remarks>
public sealed record CutLinkAction : LinkAction;
