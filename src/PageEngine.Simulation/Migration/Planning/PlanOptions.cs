namespace PageEngine.Simulation;

/// <summary>How a plan is made and carried out.</summary>
public sealed record PlanOptions
{
    /// <summary>How machines move; those that are switched off move cold.</summary>
    public MigrationMethod How { get; init; } = new PreCopy();

    /// <summary>The most moves at a time, 1 or more; the planner takes fewer when that is faster.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>The most moves at a time that a host may send, and that it may receive, 1 or more.</summary>
    public int ParallelPerHost { get; init; } = 4;

    /// <summary>The part of each host's memory that stays free, 0 to 1.</summary>
    public double Headroom { get; init; } = 0.05;
}
