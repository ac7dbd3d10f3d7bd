namespace PageEngine.Simulation;

/// <summary>When a guest begins to reclaim, and how far it goes, in free pages.</summary>
/// <remarks>
/// The three are in the proportions of Linux (mm/page_alloc.c): low is 5/4 of min and high 3/2. High is the reserve
/// that the guest keeps.
/// </remarks>
internal readonly struct GuestWatermarks
{
    /// <summary>The marks of a guest.</summary>
    /// <param name="pageCount">The guest's pages.</param>
    /// <param name="reserve">The part of them that it keeps free.</param>
    internal GuestWatermarks(uint pageCount, double reserve)
    {
        High = (uint)(pageCount * reserve);
        Low = (uint)(High * 5UL / 6);
        Min = (uint)(High * 2UL / 3);
    }

    /// <summary>No task gets one of the last so many pages; it reclaims first.</summary>
    internal uint Min { get; }

    /// <summary>Below this, pages are reclaimed in the background.</summary>
    internal uint Low { get; }

    /// <summary>The background stops when so many pages are free.</summary>
    internal uint High { get; }
}
