namespace PageEngine;

/// <summary>The counters of a page sharer at one moment, under KSM's names and laws, so that numbers compare one to one.</summary>
/// <remarks>
/// All counts are pages or frames of 4096 bytes. Every mapped page is in exactly one of <see cref="PagesShared"/> (its
/// frame is the one kept), <see cref="PagesSharing"/>, <see cref="PagesUnshared"/>, <see cref="PagesVolatile"/> and
/// <see cref="ZeroPages"/>.
/// </remarks>
public readonly record struct SharingReport
{
    /// <summary>Frames that more than one page maps.</summary>
    public ulong PagesShared { get; init; }

    /// <summary>References saved: pages that map a shared frame, less one for each such frame.</summary>
    public ulong PagesSharing { get; init; }

    /// <summary>Pages that were examined and have no equal so far.</summary>
    public ulong PagesUnshared { get; init; }

    /// <summary>
    /// Every other mapped page: it changed between visits, waits to be visited or to be clean for long enough, or may not
    /// be merged at all (secure mode, large pages kept whole, guests that opted out, an index without room).
    /// </summary>
    public ulong PagesVolatile { get; init; }

    /// <summary>Pages of zeros that gave their frame back.</summary>
    public ulong ZeroPages { get; init; }

    /// <summary>Visits that smart scan left out, since the start.</summary>
    public ulong PagesSkipped { get; init; }

    /// <summary>Visits to pages, since the start.</summary>
    public ulong PagesScanned { get; init; }

    /// <summary>Passes over all guests that came to their end, since the start.</summary>
    public ulong FullScans { get; init; }

    /// <summary>Pages whose mapping was changed to an equal page's frame, since the start.</summary>
    public ulong Merges { get; init; }

    /// <summary>Private copies made by the first write to a shared frame, since the start.</summary>
    public ulong Breaks { get; init; }

    /// <summary>Pairs of pages whose bytes were compared, since the start.</summary>
    public ulong Compares { get; init; }

    /// <summary>Compares that found the bytes different: the fingerprint was a false hint.</summary>
    public ulong Mismatches { get; init; }

    /// <summary>
    /// Pages that the index had no room for, since the start: their equals, if there are any, were not found. It happens
    /// only to pages that were made to collide under a known <see cref="SharingOptions.FingerprintSeed"/>.
    /// </summary>
    public ulong IndexRefusals { get; init; }

    /// <summary>Large pages that were split so that a part could be shared, since the start.</summary>
    public ulong LargePagesSplit { get; init; }

    /// <summary>Hints that were dropped because the queue was full, since the start.</summary>
    public ulong HintsDropped { get; init; }

    /// <summary>The bytes that the sharer reserves for its index and for its word on each page.</summary>
    public ulong MetadataBytes { get; init; }

    /// <summary>Frames that sharing frees at this moment.</summary>
    public ulong PagesSaved => PagesSharing + ZeroPages;

    /// <summary>
    /// Bytes saved less the bytes that the sharer itself needs; negative when there is little to share. The form is
    /// KSM's general_profit (Documentation/admin-guide/mm/ksm.rst), the cost is ours.
    /// </summary>
    public long ProfitBytes => ((long)PagesSaved * Page.Size) - (long)MetadataBytes;

    /// <summary>The same with KSM's own cost of 64 bytes for each page it tracks.</summary>
    public long KsmProfitBytes =>
        ((long)PagesSaved * Page.Size)
        - ((long)(PagesSharing + PagesShared + PagesUnshared + PagesVolatile) * KsmModel.BytesPerTrackedPage);
}
