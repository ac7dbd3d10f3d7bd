namespace PageEngine.Linux;

/// <summary>Which pages of a process are wanted.</summary>
public sealed record ProcessMemoryOptions
{
    /// <summary>Whether pages of mapped files and of shared memory count too; off, only its own pages do.</summary>
    /// <remarks>
    /// Pages of files are in the page cache and are shared by the kernel already, so merging cannot save them.
    /// </remarks>
    public bool IncludeShared { get; init; }
}
