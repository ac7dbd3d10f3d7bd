namespace PageEngine.Cli.Watching;

/// <summary>The different pages that changed within a window.</summary>
/// <param name="WindowNanoseconds">The length that was asked for.</param>
/// <param name="CoveredNanoseconds">The part of it that was watched: whole intervals.</param>
/// <param name="Pages">The pages.</param>
internal readonly record struct WorkingSet(long WindowNanoseconds, long CoveredNanoseconds, ulong Pages);
