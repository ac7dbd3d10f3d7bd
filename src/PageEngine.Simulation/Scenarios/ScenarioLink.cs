namespace PageEngine.Simulation;

/// <summary>A link between two hosts of a scenario.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="First">The name of one host.</param>
/// <param name="Second">The name of the other.</param>
/// <param name="Spec">What the link is.</param>
public sealed record ScenarioLink(string First, string Second, LinkSpec Spec)
{
    /// <summary>Whether it joins two hosts, in whichever order.</summary>
    /// <param name="first">The name of one host.</param>
    /// <param name="second">The name of the other.</param>
    public bool Joins(string first, string second) =>
        (First == first && Second == second) || (First == second && Second == first);
}
