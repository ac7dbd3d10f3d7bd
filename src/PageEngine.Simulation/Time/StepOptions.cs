namespace PageEngine.Simulation;

/// <summary>What ends a step before its target.</summary>
public readonly record struct StepOptions
{
    /// <summary>Whether events at the target itself are handled too.</summary>
    public bool IncludeTarget { get; init; }

    /// <summary>The most events to handle; 0 for no limit.</summary>
    public ulong MaxEvents { get; init; }

    /// <summary>The events that end the step once they have been handled.</summary>
    public EventFilter StopOn { get; init; }
}
