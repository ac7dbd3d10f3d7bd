namespace PageEngine.Reports;

/// <summary>The scenario that a run was made from.</summary>
/// <param name="Path">The path of the file, as the user gave it.</param>
/// <param name="Sha256">The SHA-256 of its bytes: 64 hexadecimal digits, lower case.</param>
public sealed record RunScenario(string Path, string Sha256)
{
    /// <summary>The scenario in a file whose bytes are at hand.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="content">The bytes of the file, as the run has read them.</param>
    public static RunScenario Of(string path, ReadOnlySpan<byte> content)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new RunScenario(
            path, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)));
    }
}
