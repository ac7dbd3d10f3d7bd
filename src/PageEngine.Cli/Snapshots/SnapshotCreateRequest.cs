namespace PageEngine.Cli.Snapshots;

/// <summary>What a snapshot was asked for.</summary>
internal sealed record SnapshotCreateRequest
{
    internal required string Archive { get; init; }

    /// <summary>The dump; null for a process.</summary>
    internal string? File { get; init; }

    internal int? ProcessId { get; init; }

    /// <summary>Whether the process is stopped while it is read.</summary>
    internal bool Stops { get; init; }

    internal string Name { get; init; } = "";

    /// <summary>Whose memory it is; null to take the name of the file or the process.</summary>
    internal string? Machine { get; init; }

    internal required string Compression { get; init; }

    internal required string Parent { get; init; }

    internal bool AsRaw { get; init; }

    internal bool AsJson { get; init; }

    internal int Workers { get; init; } = 1;
}
