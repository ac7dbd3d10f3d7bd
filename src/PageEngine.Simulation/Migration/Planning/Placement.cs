namespace PageEngine.Simulation;

/// <summary>Which machines should go where.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="Trigger">Why.</param>
/// <param name="Moves">The machines and their new hosts; no order is meant.</param>
/// <param name="Refusals">The machines that should move and cannot.</param>
public sealed record Placement(
    MoveTrigger Trigger, IReadOnlyList<PlacedMove> Moves, IReadOnlyList<MoveRefusal> Refusals);
