namespace PageEngine.Linux;

/// <summary>Which pages of a process are wanted.</summary>
public sealed record ProcessMemoryOptions
{
    /// <summary>Whether pages of mapped files count too.</summary>
    /// <remarks>
    /// Off, a process' own pages count, and those of memory that it shares and that no file on a disk holds, which is
    /// where hypervisors keep guests. Pages of files are in the page cache and are shared by the kernel already, so
    /// merging cannot save them.
    /// </remarks>
    public bool IncludeFiles { get; init; }
}
