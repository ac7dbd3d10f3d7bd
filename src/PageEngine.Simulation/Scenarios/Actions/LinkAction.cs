namespace PageEngine.Simulation;

/// <summary>Something that is done with a link between two hosts.</summary>
/// <remarks>Immutable.</remarks>
public abstract record LinkAction : ScenarioAction
{
    /// <summary>The names of the two hosts that the link joins.</summary>
    public required IReadOnlyList<string> Between { get; init; }
}
