namespace PageEngine.Simulation;

/// <summary>How moves are tried.</summary>
public sealed record TrialOptions
{
    /// <summary>The time after which a move that is not over is given up, above 0.</summary>
    public SimTime Limit { get; init; } = SimTime.FromSeconds(600);

    /// <summary>How long the machine is watched after its move.</summary>
    public SimTime Tail { get; init; } = SimTime.FromSeconds(1);

    /// <summary>The time between two samples, above 0. A long trial keeps one in 2, 4, 8 … of them.</summary>
    public SimTime Interval { get; init; } = SimTime.FromMilliseconds(20);

    /// <summary>Is told the time that has passed in the trial; null for nobody.</summary>
    public IProgress<SimTime>? Progress { get; init; }
}
