using PageEngine.Simulation;

namespace PageEngine.Cli.Migrating;

/// <summary>What a comparison of moves was asked for.</summary>
internal sealed record MigrateRequest
{
    /// <summary>The scenario's file.</summary>
    internal string Path { get; init; } = "";

    /// <summary>The seed; null for the scenario's.</summary>
    internal ulong? Seed { get; init; }

    /// <summary>The machine; null for that of the scenario's first move.</summary>
    internal string? Machine { get; init; }

    /// <summary>The host that it goes to; null for that of the scenario's first move.</summary>
    internal string? To { get; init; }

    /// <summary>When it is moved; null for when the scenario does.</summary>
    internal SimTime? At { get; init; }

    /// <summary>The methods, by their names.</summary>
    internal IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>The policies, by their names.</summary>
    internal IReadOnlyList<string> Policies { get; init; } = [];

    /// <summary>
    /// Changes the method of the scenario's move before it is varied: limits and helpers of the command line.
    /// </summary>
    internal Func<Hybrid, Hybrid> Change { get; init; } = static method => method;

    /// <summary>When a move is given up.</summary>
    internal SimTime Limit { get; init; }

    internal bool AsJson { get; init; }

    /// <summary>Where the report goes; null for nowhere.</summary>
    internal string? OutputDirectory { get; init; }

    /// <summary>Whether files of an earlier run may be replaced.</summary>
    internal bool Replaces { get; init; }
}
