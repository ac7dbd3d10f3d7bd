namespace PageEngine.Cli.Diffing;

/// <summary>What a comparison was asked for.</summary>
internal sealed record DiffRequest
{
    /// <summary>The dump that was made first.</summary>
    internal required string Old { get; init; }

    /// <summary>The dump that was made later.</summary>
    internal required string New { get; init; }

    /// <summary>Whether both are raw dumps whatever their first bytes say.</summary>
    internal bool AsRaw { get; init; }

    internal bool AsJson { get; init; }

    internal int Workers { get; init; } = 1;
}
