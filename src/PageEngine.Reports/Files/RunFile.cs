namespace PageEngine.Reports;

/// <summary>A file that a run has left behind.</summary>
/// <param name="Name">Its name, without the directory.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">The SHA-256 of its bytes: 64 hexadecimal digits, lower case.</param>
public sealed record RunFile(string Name, long Bytes, string Sha256);
