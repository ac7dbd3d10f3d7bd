namespace PageEngine.Simulation;

/// <summary>The order in which files are read.</summary>
public enum FilePattern
{
    /// <summary>
    /// From the first page to the last, again and again: a scan, which caches are of no use to unless all fits.
    /// </summary>
    Sequential,

    /// <summary>With the frequencies of Zipf's law: some pages are wanted again and again.</summary>
    Zipf,
}
