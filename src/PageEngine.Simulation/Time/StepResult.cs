namespace PageEngine.Simulation;

/// <summary>What a step reached, and why it ended.</summary>
public readonly record struct StepResult
{
    /// <summary>The clock after the step.</summary>
    public required SimTime Now { get; init; }

    /// <summary>Why the step ended.</summary>
    public required StepReason Reason { get; init; }

    /// <summary>The events that were handled.</summary>
    public ulong EventsHandled { get; init; }

    /// <summary>The event that ended the step; only with <see cref="StepReason.StoppedAtWatchedEvent"/>.</summary>
    public SimulationEvent WatchedEvent { get; init; }

    /// <summary>What went wrong; only with <see cref="StepReason.Faulted"/>.</summary>
    public string? Fault { get; init; }
}
