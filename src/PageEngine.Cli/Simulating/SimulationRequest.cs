using PageEngine.Simulation;

namespace PageEngine.Cli.Simulating;

/// <summary>What a simulation was asked for.</summary>
internal sealed record SimulationRequest
{
    /// <summary>The scenario's file.</summary>
    internal string Path { get; init; } = "";

    /// <summary>The seed; null for the scenario's.</summary>
    internal ulong? Seed { get; init; }

    /// <summary>When to end; null for the scenario's duration.</summary>
    internal SimTime? Until { get; init; }

    internal bool AsJson { get; init; }

    /// <summary>Whether the scenario is only checked and not run.</summary>
    internal bool ChecksOnly { get; init; }

    /// <summary>Where series, events, manifest and report go; null for nowhere.</summary>
    internal string? OutputDirectory { get; init; }

    /// <summary>Whether files of an earlier run may be replaced.</summary>
    internal bool Replaces { get; init; }
}
