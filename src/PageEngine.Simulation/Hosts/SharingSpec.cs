using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>How a simulated host shares pages.</summary>
public sealed record SharingSpec
{
    /// <summary>Whether the background scan runs.</summary>
    public bool Enabled { get; init; }

    /// <summary>The time from the begin of one slice of scanning to the begin of the next, above 0.</summary>
    public SimTime Interval { get; init; } = SimTime.FromMilliseconds(100);

    /// <summary>The most pages to visit in a second, 1 or more.</summary>
    [JsonConverter(typeof(CountRateConverter))]
    public long PagesPerSecond { get; init; } = 100_000;

    /// <summary>Whether a page is merged, if an equal one is known, before it would be compressed or swapped.</summary>
    public bool BeforeSwap { get; init; }

    /// <summary>Who may share with whom.</summary>
    public SharingScope Scope { get; init; } = SharingScope.Domain;

    /// <summary>Which machines are in one domain.</summary>
    public SharingIsolation Isolation { get; init; }

    /// <summary>Between how many successive visits a page must stay unwritten before it is merged, 0 to 7.</summary>
    public int CleanScans { get; init; } = 1;

    /// <summary>Whether pages that never merge are visited less and less often.</summary>
    public bool SmartScan { get; init; }

    /// <summary>The most pages that one frame serves, 2 or more.</summary>
    public int MaxSharers { get; init; } = SharingOptions.DefaultMaxSharers;

    /// <summary>Whether a page of zeros gives its frame back.</summary>
    public bool UseZeroPages { get; init; } = true;

    /// <summary>Whether pages on different NUMA nodes share a frame.</summary>
    public bool MergeAcrossNodes { get; init; } = true;

    /// <summary>What happens to large pages.</summary>
    /// <remarks>
    /// A host of <see cref="MemoryStateKind.MinFree"/> that becomes short of memory splits them whatever is said here.
    /// </remarks>
    public LargePagePolicy LargePages { get; init; } = LargePagePolicy.Split;

    /// <summary>The part of the shared pages to keep free as headroom for a storm of writes to them, 0 to 1.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double UnmergeHeadroom { get; init; }

    internal SharingOptions ToOptions(ulong fingerprintSeed) => new()
    {
        Scope = Scope,
        CleanScans = CleanScans,
        SmartScan = SmartScan,
        MaxSharers = MaxSharers,
        UseZeroPages = UseZeroPages,
        MergeAcrossNodes = MergeAcrossNodes,
        LargePages = LargePages,
        FingerprintSeed = fingerprintSeed,
    };
}
