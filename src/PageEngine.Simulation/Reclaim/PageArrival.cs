namespace PageEngine.Simulation;

/// <summary>Why a page comes into memory.</summary>
public enum PageArrival
{
    /// <summary>The guest touched it.</summary>
    Demand = 0,

    /// <summary>The guest touched it soon after it was evicted (<see cref="RefaultTracker"/>).</summary>
    Refault = 1,

    /// <summary>It was read ahead, and nobody has touched it yet.</summary>
    Prefetch = 2,
}
