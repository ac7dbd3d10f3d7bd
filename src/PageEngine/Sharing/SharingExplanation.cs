namespace PageEngine;

/// <summary>Why a page is shared or not.</summary>
public enum SharingReason
{
    /// <summary>The page has no frame: it was never written, or it was given back.</summary>
    NotMapped,

    /// <summary>The page shares its frame.</summary>
    Shared,

    /// <summary>The page holds zeros and needs no frame.</summary>
    ZeroPage,

    /// <summary>Nobody else holds this content, as far as the scanner has seen.</summary>
    NoEqualPage,

    /// <summary>The page was written since it was last visited, or was never visited.</summary>
    NotVisitedSinceWrite,

    /// <summary>The page has not stayed clean for enough visits yet.</summary>
    NotCleanForLongEnough,

    /// <summary>The page never merged, so smart scan leaves some visits out.</summary>
    SkippedBySmartScan,

    /// <summary>The guest is not to be merged.</summary>
    GuestOptedOut,

    /// <summary>The page is part of a large page that the policy keeps whole.</summary>
    InLargePage,

    /// <summary>Another sharing domain holds this content.</summary>
    EqualPageInOtherDomain,

    /// <summary>Another NUMA node holds this content.</summary>
    EqualPageOnOtherNode,

    /// <summary>The secure mode shares nothing but zeros.</summary>
    SecureMode,

    /// <summary>The index had no room for the page.</summary>
    IndexFull,
}

/// <summary>The answer to "why was this page not merged?".</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Text">The reason in words, with the numbers of this page.</param>
public readonly record struct SharingExplanation(SharingReason Reason, string Text);
