namespace PageEngine.Images;

/// <summary>How far work on an archive is.</summary>
/// <param name="PagesDone">The pages, or stored contents, that are done.</param>
/// <param name="PageCount">All of them.</param>
public readonly record struct MemoryArchiveProgress(ulong PagesDone, ulong PageCount);
