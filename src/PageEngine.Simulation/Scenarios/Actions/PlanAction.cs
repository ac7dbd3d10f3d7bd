using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>Machines are moved by a plan that is made from what was measured.</summary>
/// <remarks>
/// Immutable. The machines are watched first; then the plan is made, and says what it expects; then they move.
/// </remarks>
public abstract record PlanAction : ScenarioAction
{
    private protected PlanAction()
    {
    }

    /// <summary>How machines move, with policy, limits and helpers; those that are switched off move cold.</summary>
    public MigrationMethod How { get; init; } = new PreCopy();

    /// <summary>The most moves at a time, 1 or more; the planner takes fewer when that is faster.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>The most moves at a time that a host may send, and that it may receive, 1 or more.</summary>
    public int ParallelPerHost { get; init; } = 4;

    /// <summary>The part of each host's memory that stays free, 0 to 1.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double Headroom { get; init; } = 0.05;

    /// <summary>How long machines are watched before the plan is made, above 0.</summary>
    public SimTime Measure { get; init; } = SimTime.FromSeconds(1);

    /// <summary>The time after which it is looked again whether machines should move; null for once.</summary>
    public SimTime? Every { get; init; }

    /// <summary>How the plan is made and carried out.</summary>
    internal PlanOptions Options => new()
    {
        How = How,
        Parallel = Parallel,
        ParallelPerHost = ParallelPerHost,
        Headroom = Headroom,
    };

    /// <summary>Decides which machines should go where.</summary>
    internal abstract Placement Place(Fleet fleet);
}
