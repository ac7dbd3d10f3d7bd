namespace PageEngine.Simulation;

/// <summary>What became of a page that was offered to a <see cref="CompressionCache"/>.</summary>
public enum CompressionOutcome
{
    /// <summary>It is kept.</summary>
    Stored = 0,

    /// <summary>It does not compress well enough; it goes to swap.</summary>
    TooLarge = 1,

    /// <summary>The cache is full: the oldest page goes to swap first, or this one does.</summary>
    Full = 2,
}
