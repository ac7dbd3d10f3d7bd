using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>Something that is done with machines at a moment of a scenario.</summary>
/// <remarks>
/// Immutable. What the state of a machine does not allow is refused and noted in the result; the scenario goes on.
/// </remarks>
[JsonPolymorphic(
    TypeDiscriminatorPropertyName = "do",
    UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(StartAction), "start")]
[JsonDerivedType(typeof(StopAction), "stop")]
[JsonDerivedType(typeof(PauseAction), "pause")]
[JsonDerivedType(typeof(ResumeAction), "resume")]
[JsonDerivedType(typeof(SuspendAction), "suspend")]
[JsonDerivedType(typeof(DestroyAction), "destroy")]
[JsonDerivedType(typeof(BalloonAction), "balloon")]
public abstract record ScenarioAction
{
    /// <summary>When it is done.</summary>
    public required SimTime At { get; init; }

    /// <summary>The machine, or several: <c>web-*</c> is every machine whose name begins with <c>web-</c>.</summary>
    public required string Machine { get; init; }

    /// <summary>Whether a machine is meant.</summary>
    /// <param name="name">The name of the machine.</param>
    public bool Concerns(string name) =>
        Machine.EndsWith('*')
            ? name.StartsWith(Machine[..^1], StringComparison.Ordinal)
            : name.Equals(Machine, StringComparison.Ordinal);
}
