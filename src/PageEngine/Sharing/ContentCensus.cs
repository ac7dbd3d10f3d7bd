namespace PageEngine;

/// <summary>How many contents a set of pages holds, and how often.</summary>
/// <remarks>All counts are pages of 4096 bytes or different contents of such pages.</remarks>
/// <param name="Pages">All pages.</param>
/// <param name="ZeroPages">Pages whose bytes are all zero.</param>
/// <param name="DistinctContents">Different contents; the content of zeros counts as one.</param>
/// <param name="Singletons">Contents that exactly one page holds.</param>
public readonly record struct ContentCensus(ulong Pages, ulong ZeroPages, ulong DistinctContents, ulong Singletons)
{
    /// <summary>The frames that sharing frees: every content keeps one.</summary>
    public ulong FreeablePages => Pages - DistinctContents;

    /// <summary>The frames that sharing frees without the part of the zero pages, which is all of them but one.</summary>
    public ulong FreeableNonZeroPages => FreeablePages - (ZeroPages > 0 ? ZeroPages - 1 : 0);

    /// <summary>Contents that more than one page holds.</summary>
    public ulong SharedGroups => DistinctContents - Singletons;

    /// <summary>Pages whose content another page holds too.</summary>
    public ulong PagesInSharedGroups => Pages - Singletons;
}
