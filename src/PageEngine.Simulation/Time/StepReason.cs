namespace PageEngine.Simulation;

/// <summary>Why a step ended.</summary>
public enum StepReason
{
    /// <summary>The target was reached.</summary>
    Completed,

    /// <summary>An event that <see cref="StepOptions.StopOn"/> asks for was handled.</summary>
    StoppedAtWatchedEvent,

    /// <summary><see cref="StepOptions.MaxEvents"/> events were handled.</summary>
    EventLimitReached,

    /// <summary>The embedding program must decide before time goes on.</summary>
    DecisionPending,

    /// <summary>The simulation found its own books wrong and does not go on.</summary>
    Faulted,
}
