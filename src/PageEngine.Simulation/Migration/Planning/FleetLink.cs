namespace PageEngine.Simulation;

/// <summary>A link as a planner of moves sees it.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="First">The name of one host.</param>
/// <param name="Second">The name of the other.</param>
/// <param name="Spec">What the link is.</param>
public sealed record FleetLink(string First, string Second, LinkSpec Spec)
{
    /// <summary>Whether it carries anything.</summary>
    public bool IsUp { get; init; } = true;
}
