namespace PageEngine.Linux;

/// <summary>What a <see cref="MappedPageSharer"/> has done so far; the names of the counts are KSM's.</summary>
public sealed record MappedSharingReport
{
    /// <summary>The frames that pages share.</summary>
    public required ulong PagesShared { get; init; }

    /// <summary>The pages that share them, beyond one for each: what is saved.</summary>
    public required ulong PagesSharing { get; init; }

    /// <summary>The pages of zeros that were given back, ever.</summary>
    public required ulong ZeroPagesDropped { get; init; }

    /// <summary>The pages whose fingerprints were computed, ever.</summary>
    public required ulong PagesScanned { get; init; }

    /// <summary>The pages that were shared and were written since, ever.</summary>
    public required ulong Breaks { get; init; }

    /// <summary>The pages whose fingerprints agreed and whose bytes did not when it came to it, ever.</summary>
    public required ulong Mismatches { get; init; }

    /// <summary>The runs of pages that were mapped, ever.</summary>
    public required ulong RunsMapped { get; init; }

    /// <summary>The pages that are equal to others and that the last merge left, for the reason below.</summary>
    public required ulong PagesLeft { get; init; }

    /// <summary>Why pages were left, in one line; empty where none was.</summary>
    public required string StoppedBecause { get; init; }

    /// <summary>The pages of memory that the shared frames take, as the kernel says.</summary>
    public required ulong FramesResident { get; init; }
}
