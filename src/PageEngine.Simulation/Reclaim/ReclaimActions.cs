namespace PageEngine.Simulation;

/// <summary>The rungs of the reclaim ladder, in the order in which they are climbed.</summary>
[Flags]
public enum ReclaimActions
{
    /// <summary>Nothing is reclaimed.</summary>
    None = 0,

    /// <summary>
    /// Large pages are split, so that their parts can be shared, also those that
    /// <see cref="LargePagePolicy.Keep"/> keeps whole otherwise.
    /// </summary>
    SplitLargePages = 1,

    /// <summary>The page sharer is hurried; its scan in the background is another matter.</summary>
    Share = 2,

    /// <summary>Balloons grow. Without it they keep their size, and may shrink.</summary>
    Balloon = 4,

    /// <summary>Pages taken by force are kept compressed where they fit.</summary>
    Compress = 8,

    /// <summary>Pages taken by force go to the host's swap device.</summary>
    Swap = 16,

    /// <summary>Machines above their target do not run when they ask for memory.</summary>
    Block = 32,

    /// <summary>Every rung.</summary>
    All = SplitLargePages | Share | Balloon | Compress | Swap | Block,
}
