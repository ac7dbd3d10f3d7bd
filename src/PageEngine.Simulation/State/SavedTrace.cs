using PageEngine.Images;

namespace PageEngine.Simulation;

/// <summary>A page trace that a saved simulation needs again.</summary>
/// <param name="Machine">The machine that replays it.</param>
/// <param name="Path">The path that its workload names; null for none.</param>
/// <param name="ContentHash">What <see cref="PageTrace.ContentHash"/> must be.</param>
public sealed record SavedTrace(string Machine, string? Path, ulong ContentHash);
