namespace PageEngine.Simulation;

/// <summary>A move of a plan that is carried out.</summary>
/// <remarks>It changes while the plan goes on.</remarks>
public sealed class PlanStep
{
    internal PlanStep(PlannedMove planned)
    {
        Planned = planned;
    }

    /// <summary>What was planned.</summary>
    public PlannedMove Planned { get; }

    /// <summary>The move; null before it begins, and when it was refused.</summary>
    public Migration? Move { get; internal set; }

    /// <summary>Why it did not begin; null when it did, or waits for its turn.</summary>
    public Refusal? Refusal { get; internal set; }

    /// <summary>Whether nothing more will come of it.</summary>
    public bool IsOver => Refusal is not null || Move is { IsOver: true };

    internal bool Waits => Refusal is null && Move is null;
}
