namespace PageEngine.Images;

/// <summary>What a scan of all images of a sample set together must find.</summary>
public sealed record SampleTotals
{
    /// <summary>The counts over all pages of all images.</summary>
    public required SampleImageCounts Counts { get; init; }

    /// <summary>Contents that occur more than once, the zero content among them.</summary>
    public required ulong SharedGroups { get; init; }

    /// <summary>Pages whose content occurs more than once.</summary>
    public required ulong PagesInSharedGroups { get; init; }

    /// <summary>The pages of the most frequent content that is not zero.</summary>
    public required ulong LargestNonZeroGroup { get; init; }

    /// <summary>The pages that sharing inside each image alone frees.</summary>
    public required ulong WithinImagesFreeablePages { get; init; }

    /// <summary>The same where zero pages are left alone.</summary>
    public required ulong WithinImagesFreeableNonZeroPages { get; init; }

    /// <summary>The pages that sharing between images frees in addition.</summary>
    public ulong BetweenImagesFreeablePages => Counts.FreeablePages - WithinImagesFreeablePages;

    /// <summary>The same where zero pages are left alone.</summary>
    public ulong BetweenImagesFreeableNonZeroPages => Counts.FreeableNonZeroPages - WithinImagesFreeableNonZeroPages;
}
