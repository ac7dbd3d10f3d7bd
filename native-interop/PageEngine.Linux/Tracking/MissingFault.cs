namespace PageEngine.Linux;

/// <summary>A thread that waits for a page.</summary>
/// <param name="Page">The page; the same page may be named several times, by several threads or by one again.</param>
/// <param name="IsWrite">Whether the thread wants to write.</param>
public readonly record struct MissingFault(GuestFrameNumber Page, bool IsWrite);
