namespace PageEngine.Cli.Snapshots;

/// <summary>What is to be restored and where to.</summary>
internal sealed record SnapshotRestoreRequest
{
    internal required string Archive { get; init; }

    /// <summary>A number, a name, or the word <c>last</c>.</summary>
    internal required string Checkpoint { get; init; }

    internal required string Out { get; init; }

    internal required string Format { get; init; }

    /// <summary>Whether a file that is there is replaced.</summary>
    internal bool Replaces { get; init; }

    internal int Workers { get; init; } = 1;
}
