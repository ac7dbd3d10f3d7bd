namespace PageEngine.Simulation;

/// <summary>Fingerprints of contents that are the same on hosts of tokens and of bytes: of the token where there is one.</summary>
internal static class ContentFingerprint
{
    internal static ulong Of(PageToken token, bool hasToken, ReadOnlySpan<byte> bytes) =>
        hasToken ? StableHash.Finalize(token.Value + StableHash.Golden) : PageFingerprint.Compute(bytes, seed: 0);
}
