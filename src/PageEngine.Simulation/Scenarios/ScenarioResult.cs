namespace PageEngine.Simulation;

/// <summary>What came of running a scenario.</summary>
/// <remarks>Immutable.</remarks>
public sealed record ScenarioResult
{
    /// <summary>How it ended.</summary>
    public required ScenarioEnd End { get; init; }

    /// <summary>What is wrong with the books; null unless the end is <see cref="ScenarioEnd.Faulted"/>.</summary>
    public string? Fault { get; init; }

    /// <summary>The seed of every random stream.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The simulated time that passed.</summary>
    public required SimTime SimulatedTime { get; init; }

    /// <summary>The events that were handled.</summary>
    public required ulong EventsHandled { get; init; }

    /// <summary>The hash of everything that happened: equal hashes, equal histories.</summary>
    public required ulong EventHash { get; init; }

    /// <summary>What was asked for and not done, in the order of time.</summary>
    public IReadOnlyList<ScenarioRefusal> Refusals { get; init; } = [];

    /// <summary>The hosts, in the order of the scenario.</summary>
    public IReadOnlyList<HostSummary> Hosts { get; init; } = [];

    /// <summary>The machines, in the order of the scenario; destroyed ones too.</summary>
    public IReadOnlyList<GuestSummary> Guests { get; init; } = [];

    /// <summary>The moves, in the order in which they began.</summary>
    public IReadOnlyList<MigrationSummary> Migrations { get; init; } = [];

    /// <summary>The plans that were made, in their order.</summary>
    public IReadOnlyList<PlanSummary> Plans { get; init; } = [];
}
