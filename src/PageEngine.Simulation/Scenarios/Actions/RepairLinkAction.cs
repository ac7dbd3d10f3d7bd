namespace PageEngine.Simulation;

/// <summary>Brings a link up that was cut.</summary>
/// <remarks>Immutable.</remarks>
public sealed record RepairLinkAction : LinkAction;
