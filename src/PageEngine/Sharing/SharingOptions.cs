namespace PageEngine;

/// <summary>How a host shares pages. Fixed for the life of the host.</summary>
public sealed partial record SharingOptions
{
    /// <summary>Sharers of one frame that <see cref="MaxSharers"/> allows when nothing is said; KSM's default.</summary>
    public const int DefaultMaxSharers = 256;

    /// <summary>Who may share with whom.</summary>
    public SharingScope Scope { get; init; } = SharingScope.Domain;

    /// <summary>Which pages a pass visits.</summary>
    public ScanCoverage Coverage { get; init; } = ScanCoverage.Written;

    /// <summary>
    /// The volatility gate: between how many successive visits a page must stay unwritten before it is merged, 0 to 7.
    /// </summary>
    /// <remarks>1 is KSM's rule of two scans; 0 merges on first sight, for memory that does not change.</remarks>
    public int CleanScans { get; init; } = 1;

    /// <summary>Whether pages that never merge are visited less and less often (KSM's smart_scan).</summary>
    public bool SmartScan { get; init; }

    /// <summary>The most page-table entries that one frame serves, 2 or more; equal pages beyond get a second frame.</summary>
    /// <remarks>It bounds the time to unmap a frame (KSM's max_page_sharing).</remarks>
    public int MaxSharers { get; init; } = DefaultMaxSharers;

    /// <summary>Whether a page of zeros gives its frame back, rather than being shared as other contents are.</summary>
    public bool UseZeroPages { get; init; }

    /// <summary>Whether pages on different NUMA nodes share a frame.</summary>
    public bool MergeAcrossNodes { get; init; } = true;

    /// <summary>What happens to large pages.</summary>
    public LargePagePolicy LargePages { get; init; } = LargePagePolicy.Split;

    /// <summary>The room of the hint queue, in page ranges, 1 or more.</summary>
    public int HintCapacity { get; init; } = 4096;

    /// <summary>The secret that seeds fingerprints, so that nobody outside can prepare pages that collide.</summary>
    public ulong FingerprintSeed { get; init; }

    /// <summary>The bits of a fingerprint that are used, 1 to 64.</summary>
    /// <remarks>Fewer than 64 is for experiments: whatever the width, nothing is shared without a compare of the bytes.</remarks>
    public int FingerprintBits { get; init; } = 64;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(CleanScans);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CleanScans, PageScanState.MaxCleanScans);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxSharers, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(HintCapacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(FingerprintBits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(FingerprintBits, 64);
    }
}
