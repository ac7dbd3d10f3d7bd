namespace PageEngine.Simulation;

/// <summary>How the run of a scenario ended.</summary>
public enum ScenarioEnd
{
    /// <summary>At the time that was asked for.</summary>
    Completed,

    /// <summary>The caller ended it.</summary>
    Cancelled,

    /// <summary>The simulation found its own books wrong.</summary>
    Faulted,
}
