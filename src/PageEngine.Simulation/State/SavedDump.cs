using PageEngine.Images;

namespace PageEngine.Simulation;

/// <summary>A dump that a saved simulation needs again.</summary>
/// <param name="Machine">The machine whose memory begins with it.</param>
/// <param name="Path">The path that its workload names; null for none.</param>
/// <param name="Index">The place of the dump among those of its tokens, from 0.</param>
/// <param name="ContentHash">What <see cref="DumpTokens.ContentHashOf"/> must be for it.</param>
public sealed record SavedDump(string Machine, string? Path, int Index, ulong ContentHash);
