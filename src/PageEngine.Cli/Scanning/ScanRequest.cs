namespace PageEngine.Cli.Scanning;

/// <summary>What a scan was asked for.</summary>
internal sealed record ScanRequest
{
    /// <summary>The files, in the order in which they were named.</summary>
    internal IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>The process to scan instead of files.</summary>
    internal int? ProcessId { get; init; }

    /// <summary>Whether files are raw dumps whatever their first bytes say.</summary>
    internal bool AsRaw { get; init; }

    internal bool AsJson { get; init; }

    internal uint MaxPageSharing { get; init; } = SharingOptions.DefaultMaxSharers;

    internal bool UseZeroPages { get; init; }

    internal int Workers { get; init; } = 1;

    /// <summary>The pages to sample for the estimate; 0 for none.</summary>
    internal int EstimatePages { get; init; }

    /// <summary>Whether images are shown by the names of their files alone, because their directory is not kept.</summary>
    internal bool HidesDirectories { get; init; }
}
