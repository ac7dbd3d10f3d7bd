namespace PageEngine.Images;

/// <summary>How the reading of a page trace ended.</summary>
public enum PageTraceEnd
{
    /// <summary>It has not ended.</summary>
    NotReached = 0,

    /// <summary>All of the trace was read.</summary>
    Complete = 1,

    /// <summary>The trace stops in the middle, as after a crash of its writer; everything before was read.</summary>
    Torn = 2,

    /// <summary>The reader gave up because of <see cref="PageTraceReaderOptions.MaxErrors"/>.</summary>
    GaveUp = 3,
}
