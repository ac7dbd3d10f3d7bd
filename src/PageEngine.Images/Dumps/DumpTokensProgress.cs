namespace PageEngine.Images;

/// <summary>How far <see cref="DumpTokens.Load"/> is.</summary>
/// <param name="PagesDone">The pages that have their token.</param>
/// <param name="PageCount">The pages of all dumps.</param>
public readonly record struct DumpTokensProgress(ulong PagesDone, ulong PageCount);
