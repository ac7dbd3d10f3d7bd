namespace PageEngine.Simulation;

/// <summary>The means by which a host takes pages from a machine without asking it.</summary>
[Flags]
internal enum ReclaimRungs
{
    None = 0,

    /// <summary>Merge the page with an equal one first, if one is known.</summary>
    Share = 1,

    /// <summary>Keep the page compressed.</summary>
    Compress = 2,

    /// <summary>Write the page to the swap device.</summary>
    Swap = 4,
}
