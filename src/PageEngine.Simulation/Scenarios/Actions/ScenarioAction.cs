using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>Something that is done at a moment of a scenario.</summary>
/// <remarks>
/// Immutable. What the state of things does not allow is refused and noted in the result; the scenario goes on.
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
[JsonDerivedType(typeof(MigrateAction), "migrate")]
[JsonDerivedType(typeof(CallOffAction), "callOff")]
[JsonDerivedType(typeof(EvacuateAction), "evacuate")]
[JsonDerivedType(typeof(BalanceAction), "balance")]
[JsonDerivedType(typeof(ConsolidateAction), "consolidate")]
[JsonDerivedType(typeof(RelieveAction), "relieve")]
[JsonDerivedType(typeof(CutLinkAction), "cutLink")]
[JsonDerivedType(typeof(RepairLinkAction), "repairLink")]
public abstract record ScenarioAction
{
    /// <summary>When it is done.</summary>
    [JsonPropertyOrder(-1)]
    public required SimTime At { get; init; }
}
