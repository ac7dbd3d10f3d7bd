namespace PageEngine;

/// <summary>What sharing can free in the memory of a host, counted from its page tables after a scan.</summary>
/// <remarks>
/// The counts say what the scan has proved by comparing bytes: after a full scan with <see cref="ScanOptions"/>, two
/// pages map one frame exactly when they are equal. Pages that were never written, and pages that a source could not
/// read, count nowhere. Immutable, so safe on any thread.
/// </remarks>
public sealed class SharingPotential
{
    private readonly Dictionary<ulong, ulong> _contentsBySize;

    internal SharingPotential(
        IReadOnlyList<ContentCensus> guests, ulong zeroPages, Dictionary<ulong, ulong> nonZeroContentsBySize)
    {
        _contentsBySize = nonZeroContentsBySize;
        Guests = guests;
        ulong pages = zeroPages;
        ulong contents = zeroPages > 0 ? 1UL : 0;
        ulong singletons = zeroPages == 1 ? 1UL : 0;
        foreach ((ulong size, ulong count) in nonZeroContentsBySize)
        {
            pages += size * count;
            contents += count;
            singletons += size == 1 ? count : 0;
            LargestNonZeroGroup = Math.Max(LargestNonZeroGroup, size);
        }

        Total = new ContentCensus(pages, zeroPages, contents, singletons);
        foreach (ContentCensus guest in guests)
        {
            WithinGuestsFreeablePages += guest.FreeablePages;
            WithinGuestsFreeableNonZeroPages += guest.FreeableNonZeroPages;
        }
    }

    /// <summary>The options of a host whose scan finds all there is: no gate, no cap, zero pages apart, one domain.</summary>
    public static SharingOptions ScanOptions { get; } = new()
    {
        Scope = SharingScope.Host,
        CleanScans = 0,
        UseZeroPages = true,
        MaxSharers = int.MaxValue,
    };

    /// <summary>Each guest as if it stood alone, in the order of the host.</summary>
    public IReadOnlyList<ContentCensus> Guests { get; }

    /// <summary>All guests together.</summary>
    public ContentCensus Total { get; }

    /// <summary>The pages of the most frequent content that is not zero; 0 if there is none.</summary>
    public ulong LargestNonZeroGroup { get; }

    /// <summary>The frames that sharing inside each guest alone frees.</summary>
    public ulong WithinGuestsFreeablePages { get; }

    /// <summary>The frames that sharing between guests frees in addition.</summary>
    public ulong BetweenGuestsFreeablePages => Total.FreeablePages - WithinGuestsFreeablePages;

    /// <summary>The frames that sharing inside each guest alone frees, without zero pages.</summary>
    public ulong WithinGuestsFreeableNonZeroPages { get; }

    /// <summary>The frames that sharing between guests frees in addition, without zero pages.</summary>
    public ulong BetweenGuestsFreeableNonZeroPages => Total.FreeableNonZeroPages - WithinGuestsFreeableNonZeroPages;

    /// <summary>The pages that are left after sharing: one for each content.</summary>
    public ulong PagesAfterSharing => Total.DistinctContents;

    /// <summary>Counts what sharing frees on a host.</summary>
    /// <remarks>
    /// Reads every page table once and every reference count once. Allocates two bits a frame. The host's thread calls
    /// it; it means what it says after a pass of the sharer came to its end.
    /// </remarks>
    /// <param name="host">A host that was made with <see cref="ScanOptions"/>, or with options as wide.</param>
    /// <exception cref="ArgumentException">The host's options keep equal pages apart, or do not tell zero pages.</exception>
    public static SharingPotential Measure(PageHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        SharingOptions options = host.Sharer.Options;
        bool isWide = options.UseZeroPages && options.MaxSharers == int.MaxValue
            && options.Scope == SharingScope.Host && options.LargePages == LargePagePolicy.Split
            && (options.MergeAcrossNodes || host.Store.NumaNodes == 1);
        return isWide
            ? new SharingCensus(host).Count()
            : throw new ArgumentException("the host's sharing options keep equal pages apart", nameof(host));
    }

    /// <summary>What the counters of Linux KSM settle at for these pages, the pages of zeros left out.</summary>
    /// <param name="maxPageSharing">KSM's max_page_sharing, 2 or more.</param>
    /// <param name="useZeroPages">
    /// KSM's use_zero_pages: whether pages of zeros map the kernel's zero page and are in none of these counters.
    /// Otherwise zeros are a content like any other.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is below 2.</exception>
    public KsmModel SettleKsm(uint maxPageSharing, bool useZeroPages)
    {
        KsmModel counters = KsmModel.Settle(useZeroPages ? 0 : Total.ZeroPages, maxPageSharing);
        foreach ((ulong size, ulong count) in _contentsBySize)
        {
            KsmModel one = KsmModel.Settle(size, maxPageSharing);
            counters += new KsmModel(one.Shared * count, one.Sharing * count, one.Unshared * count);
        }

        return counters;
    }

    /// <summary>The pages that are left when some of those left by sharing are kept as smaller pieces.</summary>
    /// <remarks>
    /// The arithmetic of Difference Engine (Gupta and others, OSDI 2008, table 1) for patches; it holds for compressed
    /// pages as well. Pieces are taken as packed without a gap.
    /// </remarks>
    /// <param name="pieces">The pages that become pieces, at most <see cref="PagesAfterSharing"/>.</param>
    /// <param name="meanPieceBytes">The mean size of a piece in bytes, 0 to 4096.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many pages, or a piece is larger than a page.</exception>
    public double PagesAfterShrinking(ulong pieces, double meanPieceBytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pieces, PagesAfterSharing);
        ArgumentOutOfRangeException.ThrowIfNegative(meanPieceBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(meanPieceBytes, Page.Size);
        return PagesAfterSharing - pieces + (pieces * meanPieceBytes / Page.Size);
    }
}
